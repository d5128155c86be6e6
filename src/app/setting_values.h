// SPDX-License-Identifier: Apache-2.0
// From text to value, one reader a type of setting, and what each type is called in the manual. A
// reader's error says what is wrong with the text and how a right one looks; it does not repeat the
// setting's name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/node_config.h"
#include "base/result.h"

namespace cardea::app {

/// How the manual calls a type: "size", "time", "on or off", ...
std::string_view kind(const bool& value);
std::string_view kind(const unsigned& value);
std::string_view kind(const Bytes& value);
std::string_view kind(const Duration& value);
std::string_view kind(const std::optional<Duration>& value);
std::string_view kind(const std::string& value);
std::string_view kind(const std::vector<std::string>& value);
std::string_view kind(const std::vector<Secret>& value);
std::string_view kind(const std::vector<ListenOn>& value);
std::string_view kind(const net::CidrSet& value);
std::string_view kind(const net::TlsVersions& value);
std::string_view kind(const observe::Severity& value);
std::string_view kind(const observe::KeptDecisions& value);
std::string_view kind(const Database& value);
std::string_view kind(const AdminAuth& value);
std::string_view kind(const LogFormat& value);
std::string_view kind(const crypto::PasswordForm& value);
std::string_view kind(const AnswerHeaders& value);
std::string_view kind(const UpstreamHeaders& value);
std::string_view kind(const DnsOrder& value);

/// Reads `text`, which is trimmed. Empty texts are read as "none" where the type has that.
Status read(std::string_view text, bool& into);
Status read(std::string_view text, unsigned& into);
Status read(std::string_view text, Bytes& into);
Status read(std::string_view text, Duration& into);
Status read(std::string_view text, std::optional<Duration>& into);
Status read(std::string_view text, std::string& into);
Status read(std::string_view text, std::vector<std::string>& into);
Status read(std::string_view text, std::vector<Secret>& into);
Status read(std::string_view text, std::vector<ListenOn>& into);
Status read(std::string_view text, net::CidrSet& into);
Status read(std::string_view text, net::TlsVersions& into);
Status read(std::string_view text, observe::Severity& into);
Status read(std::string_view text, observe::KeptDecisions& into);
Status read(std::string_view text, Database& into);
Status read(std::string_view text, AdminAuth& into);
Status read(std::string_view text, LogFormat& into);
Status read(std::string_view text, crypto::PasswordForm& into);
Status read(std::string_view text, AnswerHeaders& into);
Status read(std::string_view text, UpstreamHeaders& into);
Status read(std::string_view text, DnsOrder& into);

}  // namespace cardea::app
