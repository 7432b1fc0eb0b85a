#pragma once

#include <string>
#include <string_view>

#include "core/bytes.h"

namespace jose {

/// Appends "name":"base64url" to JSON members. Neither needs escaping.
void AddParameter(std::string_view name, ByteView octets, std::string& members);

/// Appends "name":number.
void AddParameter(std::string_view name, std::uint32_t number, std::string& members);

/// Appends "name":{members of it}.
void AddObject(std::string_view name, std::string_view inner_members, std::string& members);

/// Appends "name":"text" for a text that needs no escaping.
void AddText(std::string_view name, std::string_view text, std::string& members);

}  // namespace jose
