// What the static C++ runtime of a GCC that was built on glibc 2.35 takes from it, and older ones lack. Linked into the
// Linux binaries alone, and hidden, so that nothing but the addon sees it.

#include <link.h>

#include <cstddef>
#include <cstdint>

extern "C" {

/// glibc 2.32: whether the process has one thread only, so that counting needs no atomic instructions. It has several.
extern char __libc_single_threaded;
char __libc_single_threaded = 0;

/// glibc 2.35, in the layout of its <dlfcn.h> on processors whose unwind tables need no base address.
struct FoundObject {
  unsigned long long flags;
  void* map_start;
  void* map_end;
  link_map* map;
  void* eh_frame;
  unsigned long long reserved[7];
};

int _dl_find_object(void* address, FoundObject* result);
}

namespace {

struct Search {
  std::uintptr_t address;
  FoundObject* result;
};

/// For dl_iterate_phdr: 1 when the address lies in this object and it has unwind tables.
int FindIn(dl_phdr_info* info, std::size_t /*size*/, void* data) {
  const auto& search = *static_cast<const Search*>(data);
  bool is_inside = false;
  const ElfW(Phdr)* table = nullptr;
  for (std::size_t i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    const std::uintptr_t start = info->dlpi_addr + header.p_vaddr;
    if (header.p_type == PT_LOAD && search.address >= start && search.address - start < header.p_memsz) {
      is_inside = true;
      search.result->map_start = reinterpret_cast<void*>(start);
      search.result->map_end = reinterpret_cast<void*>(start + header.p_memsz);
    }
    if (header.p_type == PT_GNU_EH_FRAME) table = &header;
  }
  if (!is_inside || table == nullptr) return 0;
  search.result->eh_frame = reinterpret_cast<void*>(info->dlpi_addr + table->p_vaddr);
  return 1;
}

}  // namespace

/// The unwinder asks this for the tables of a return address; 0 when it has them.
extern "C" int _dl_find_object(void* address, FoundObject* result) {
  *result = {};
  Search search{reinterpret_cast<std::uintptr_t>(address), result};
  return dl_iterate_phdr(FindIn, &search) == 1 ? 0 : -1;
}
