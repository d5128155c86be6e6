// SPDX-License-Identifier: Apache-2.0
// Two look-ups: the name itself, and the same with `*` for its first label (RFC 6125 section
// 6.4.3: a `*` stands for exactly one label).
#include "net/certificates.h"

#include <algorithm>
#include <map>
#include <memory>

namespace cardea::net {
namespace {

using Offered = std::vector<Certificate>;

bool has_kind(const Offered& offered, int kind) {
  return std::ranges::any_of(offered, [kind](const auto& one) { return one.key_kind() == kind; });
}

std::string lower(std::string_view name) {
  std::string text(name.ends_with('.') ? name.substr(0, name.size() - 1) : name);
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return text;
}

}  // namespace

Certificates::Certificates(const std::vector<Certificate>& all) {
  std::map<std::string, Offered> offered;
  for (const Certificate& certificate : all) {
    for (const auto& name : certificate.names()) {
      Offered& for_name = offered[name];
      if (!has_kind(for_name, certificate.key_kind())) for_name.push_back(certificate);
    }
  }
  for (auto& [name, certificates] : offered) {
    by_name_.emplace(name, std::make_shared<const Offered>(std::move(certificates)));
  }
  Offered first{all.front()};
  const auto names = all.front().names();
  const auto same_name = names.empty() ? nullptr : find(names.front());
  if (same_name) {
    for (const Certificate& one : *same_name) {
      if (!has_kind(first, one.key_kind())) first.push_back(one);
    }
  }
  preset_ = std::make_shared<const Offered>(std::move(first));
}

CertificateOffer Certificates::find(std::string_view name) const {
  std::string wanted = lower(name);
  if (const auto exact = by_name_.find(wanted); exact != by_name_.end()) return exact->second;
  const auto dot = wanted.find('.');
  if (dot == std::string::npos || dot == 0) return nullptr;
  wanted.replace(0, dot, "*");
  const auto wildcard = by_name_.find(wanted);
  return wildcard == by_name_.end() ? nullptr : wildcard->second;
}

}  // namespace cardea::net
