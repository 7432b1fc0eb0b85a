#include "core/key_management/parameters_json.h"

#include "core/base64url.h"
#include "core/key_management/key_management.h"

namespace jose {

namespace {

void AddName(std::string_view name, std::string& members) {
  if (!members.empty()) members.push_back(',');
  members.append(1, '"').append(name).append("\":");
}

}  // namespace

void AddText(std::string_view name, std::string_view text, std::string& members) {
  AddName(name, members);
  members.append(1, '"').append(text).append(1, '"');
}

void AddParameter(std::string_view name, ByteView octets, std::string& members) {
  std::string text(Base64urlEncodedLength(octets.size()), '\0');
  Base64urlEncode(octets, text.data());
  AddText(name, text, members);
}

void AddParameter(std::string_view name, std::uint32_t number, std::string& members) {
  AddName(name, members);
  members.append(std::to_string(number));
}

void AddObject(std::string_view name, std::string_view inner_members, std::string& members) {
  AddName(name, members);
  members.append(1, '{').append(inner_members).append(1, '}');
}

bool DecodeParameter(ByteView text, Bytes& octets) {
  octets.resize(Base64urlDecodedLength(text.size()));
  return Base64urlDecode(text, octets.data());
}

}  // namespace jose
