// The one object in which the addon that the tests load differs from the shipped one, so that nothing else is compiled
// twice: see binding/guard.h.

namespace jose {

extern const bool kIsChecked;

#ifdef JOSE_OPENSSL_CHECKED
const bool kIsChecked = true;
#else
const bool kIsChecked = false;
#endif

}  // namespace jose
