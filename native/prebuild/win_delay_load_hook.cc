// Windows binds an import to the file name of its module, but the program that loads the addon may be called anything:
// node.exe, electron.exe. This hook, which the delay-load helper asks first, gives it the program itself.

// delayimp.h needs what windows.h declares.
// clang-format off
#include <windows.h>
#include <delayimp.h>
// clang-format on

#include <string_view>

namespace {

FARPROC WINAPI FindHost(unsigned notification, PDelayLoadInfo info) {
  if (notification != dliNotePreLoadLibrary || std::string_view(info->szDll) != "NODE.EXE") return nullptr;
  return reinterpret_cast<FARPROC>(GetModuleHandleW(nullptr));
}

}  // namespace

extern "C" {
PfnDliHook __pfnDliNotifyHook2 = FindHost;
}
