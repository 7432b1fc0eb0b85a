#pragma once

#include <string_view>

// Values that the RFCs print about encryption: base64url where the RFC has it so, else hexadecimal.

namespace jose::test {

/// RFC 7516 appendix A.3: A128KW with A128CBC-HS256.
inline constexpr std::string_view kA3Key = "GawgguFyGrWKav7AX4VKUg";
inline constexpr std::string_view kA3ContentKey = "04d31fc5549dfcfe0b649dfa3faa6ace6b7cd42d6f6b09dbc8b100f08f9c2ccf";
inline constexpr std::string_view kA3Protected = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0";
inline constexpr std::string_view kA3EncryptedKey = "6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ";
inline constexpr std::string_view kA3Iv = "AxY8DCtDaGlsbGljb3RoZQ";
inline constexpr std::string_view kA3Ciphertext = "KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY";
inline constexpr std::string_view kA3Tag = "U0m_YmjN04DJvceFICbCVQ";
inline constexpr std::string_view kA3Plaintext = "Live long and prosper.";

/// RFC 7518 appendix B: AES_CBC_HMAC_SHA2, with one plaintext and one set of associated data.
inline constexpr std::string_view kCbcHmacIv = "1af38c2dc2b96ffdd86694092341bc04";
inline constexpr std::string_view kCbcHmacAad =
    "546865207365636f6e64207072696e6369706c65206f662041756775737465204b6572636b686f666673";
inline constexpr std::string_view kCbcHmacPlaintext =
    "41206369706865722073797374656d206d757374206e6f7420626520726571756972656420746f206265207365637265742c20616e642069"
    "74206d7573742062652061626c6520746f2066616c6c20696e746f207468652068616e6473206f662074686520656e656d7920776974686f"
    "757420696e636f6e76656e69656e6365";

struct CbcHmacVector {
  std::string_view cipher;
  std::string_view key;
  std::string_view ciphertext;
  std::string_view tag;
};

inline constexpr CbcHmacVector kCbcHmacVectors[] = {
    {"A128CBC-HS256", "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "c80edfa32ddf39d5ef00c0b468834279a2e46a1b8049f792f76bfe54b903a9c9a94ac9b47ad2655c5f10f9aef71427e2fc6f9b3f399a22"
     "1489f16362c703233609d45ac69864e3321cf82935ac4096c86e133314c54019e8ca7980dfa4b9cf1b384c486f3a54c51078158ee5d79d"
     "e59fbd34d848b3d69550a67646344427ade54b8851ffb598f7f80074b9473c82e2db",
     "652c3fa36b0a7c5b3219fab3a30bc1c4"},
    {"A192CBC-HS384",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f",
     "ea65da6b59e61edb419be62d19712ae5d303eeb50052d0dfd6697f77224c8edb000d279bdc14c1072654bd30944230c657bed4ca0c9f4a"
     "8466f22b226d1746214bf8cfc2400add9f5126e479663fc90b3bed787a2f0ffcbf3904be2a641d5c2105bfe591bae23b1d7449e532eef6"
     "0a9ac8bb6c6b01d35d49787bcd57ef484927f280adc91ac0c4e79c7b11efc60054e3",
     "8490ac0e58949bfe51875d733f93ac2075168039ccc733d7"},
    {"A256CBC-HS512",
     "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233343536"
     "3738393a3b3c3d3e3f",
     "4affaaadb78c31c5da4b1b590d10ffbd3dd8d5d302423526912da037ecbcc7bd822c301dd67c373bccb584ad3e9279c2e6d12a1374b77f"
     "077553df829410446b36ebd97066296ae6427ea75c2e0846a11a09ccf5370dc80bfecbad28c73f09b3a3b75e662a2594410ae496b2e2e6"
     "609e31e6e02cc837f053d21f37ff4f51950bbe2638d09dd7a4930930806d0703b1f6",
     "4dd3b4c088a7f45c216839645b2012bf2e6269a8c56a816dbc1b267761955bc5"},
};

/// RFC 7518 appendix C: ECDH-ES.
inline constexpr std::string_view kAliceX = "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0";
inline constexpr std::string_view kAliceY = "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps";
inline constexpr std::string_view kAliceD = "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo";
inline constexpr std::string_view kBobX = "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ";
inline constexpr std::string_view kBobY = "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck";
inline constexpr std::string_view kBobD = "VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw";
inline constexpr std::string_view kAgreedSecret = "9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4";
inline constexpr std::string_view kAgreedKey = "VqqN6vgjbSBcIijNcacQGg";

/// RFC 8037 appendices A.6 and A.7, whose keys are those of RFC 7748 section 6.
struct MontgomeryVector {
  std::string_view curve;
  std::string_view recipient;
  std::string_view recipient_point;
  std::string_view ephemeral;
  std::string_view ephemeral_point;
  std::string_view shared;
};

inline constexpr MontgomeryVector kMontgomeryVectors[] = {
    {"X25519", "5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb",
     "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",
     "77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a",
     "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a",
     "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"},
    {"X448",
     "1c306a7ac2a0e2e0990b294470cba339e6453772b075811d8fad0d1d6927c120bb5ee8972b0d3e21374c9c921b09d1b0366f10b6517399"
     "2d",
     "3eb7a829b0cd20f5bcfc0b599b6feccf6da4627107bdb0d4f345b43027d8b972fc3e34fb4232a13ca706dcb57aec3dae07bdc1c67bf336"
     "09",
     "9a8f4925d1519f5775cf46b04b5800d4ee9ee8bae8bc5565d498c28dd9c9baf574a9419744897391006382a6f127ab1d9ac2d8c0a59872"
     "6b",
     "9b08f7cc31b7e3e67d22d5aea121074a273bd2b83de09c63faa73d2c22c5d9bbc836647241d953d40c5b12da88120d53177f80e532c41f"
     "a0",
     "07fff4181ac6cc95ec1c16a94a0f74d12da232ce40a77552281d282bb60c0b56fd2464c335543936521c24403085d59a449a5037514a87"
     "9d"},
};

/// Points of small order, canonical and not: what X25519 and X448 make of them is zero (RFC 7748 section 6).
struct SmallOrderPoint {
  std::string_view curve;
  std::string_view point;
};

inline constexpr SmallOrderPoint kSmallOrderPoints[] = {
    {"X25519", "0000000000000000000000000000000000000000000000000000000000000000"},
    {"X25519", "0000000000000000000000000000000000000000000000000000000000000080"},
    {"X25519", "0100000000000000000000000000000000000000000000000000000000000000"},
    {"X25519", "0100000000000000000000000000000000000000000000000000000000000080"},
    {"X25519", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"},
    {"X25519", "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f11d7"},
    {"X25519", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"},
    {"X25519", "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b880"},
    {"X25519", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
    {"X25519", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
    {"X25519", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
    {"X25519", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
    {"X25519", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"},
    {"X25519", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"},
    {"X448",
     "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
     "00"},
    {"X448",
     "01000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000"
     "00"},
    {"X448",
     "fefffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "ff"},
    {"X448",
     "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "ff"},
    {"X448",
     "00000000000000000000000000000000000000000000000000000000ffffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "ff"},
};

/// Keys of P-256 whose shared secret is zero although nothing is wrong with them.
inline constexpr std::string_view kZeroX = "dGGMuq9p_1kPX7WFUc5KlItcclHUDllaGLG6a77mraU";
inline constexpr std::string_view kZeroY = "v_QDqOmdU6cNPORhC_0F1Lo6iFW2oNNjyB99B4zezZI";
inline constexpr std::string_view kZeroD = "Cg1iKkfkj2vBA4rOQ4xvUoqgCtK9HaXxPuRr9fYz1xo";
inline constexpr std::string_view kZeroPeerX = "WP1BaKh3lWA-KwQ5AoW9ym5X3mAn_iEd2dJeIhLSnmI";
inline constexpr std::string_view kZeroPeerY = "CA02vSJNdAVQkpXu0CoXFQ4DsxT5baN0RbDR0pN30Sw";

}  // namespace jose::test
