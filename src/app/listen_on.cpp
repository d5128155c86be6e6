// SPDX-License-Identifier: Apache-2.0
// Reading and writing listeners: an address, then words in any order. What nginx knows and Cardea
// does not do is refused rather than passed over, because a listener that behaves otherwise than
// its line says is worse than none.
#include "app/listen_on.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "app/words.h"

namespace cardea::app {
namespace {

Result<net::Address> parse_address(std::string_view text) {
  constexpr std::string_view localhost = "localhost:";
  const std::string numeric = text.starts_with(localhost)
                                  ? "127.0.0.1:" + std::string(text.substr(localhost.size()))
                                  : std::string(text);
  auto address = net::Address::parse(numeric);
  if (!address) {
    return fail(Error::invalid(fmt::format("`{}` is no address to listen on; write IP:port, "
                                           "[IPv6]:port or unix:/path",
                                           text),
                               Origin::self));
  }
  return address;
}

Status read_backlog(std::string_view number, ListenOn& into) {
  const auto [end, bad] =
      std::from_chars(number.data(), number.data() + number.size(), into.backlog);
  if (bad != std::errc() || end != number.data() + number.size() || into.backlog < 1) {
    return fail(Error::invalid(fmt::format("`backlog={}` needs a whole number above 0", number),
                               Origin::self));
  }
  return {};
}

Status read_word(std::string_view word, ListenOn& into) {
  constexpr std::string_view backlog = "backlog=";
  if (word.starts_with(backlog)) return read_backlog(word.substr(backlog.size()), into);
  if (word == "ssl") {
    into.tls = true;
  } else if (word == "http2") {
    into.http2 = true;
  } else if (word == "deferred") {
    into.deferred = true;
  } else if (word == "proxy_protocol") {
    return fail(Error::invalid(
        "`proxy_protocol` is not built yet: clients would be logged and judged by the "
        "address of the balancer before this gateway. Let that balancer send X-Forwarded-For and "
        "name it in "
        "trusted_ips",
        Origin::self));
  } else if (word != "reuseport" && word != "bind") {
    return fail(Error::invalid(fmt::format("unknown word `{}` after {}; known are ssl, http2, "
                                           "reuseport, bind, deferred, backlog=N",
                                           word, into.address.text()),
                               Origin::self));
  }
  return {};
}

Result<ListenOn> parse_listener(std::string_view text) {
  const auto parts = split_words(text);
  if (parts.empty())
    return fail(Error::invalid("a listener between commas is empty", Origin::self));
  ListenOn listener;
  const auto address = parse_address(parts.front());
  if (!address) return fail(address);
  listener.address = *address;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const auto read = read_word(parts[i], listener);
    if (!read) return fail(read);
  }
  return listener;
}

}  // namespace

bool ListenOn::is_local() const {
  if (address.is_unix()) return true;
  const auto bytes = address.ip_bytes();
  if (bytes.size() == 4) return bytes[0] == 127;
  return bytes.size() == 16 && bytes[15] == 1 &&
         std::all_of(bytes.begin(), bytes.end() - 1, [](auto byte) { return byte == 0; });
}

std::string ListenOn::text() const {
  std::string text = address.text();
  if (tls) text += " ssl";
  if (http2) text += " http2";
  if (deferred) text += " deferred";
  if (backlog != ListenOn().backlog) text += fmt::format(" backlog={}", backlog);
  return text;
}

Result<std::vector<ListenOn>> parse_listeners(std::string_view text) {
  std::vector<ListenOn> listeners;
  if (trim(text) == "off") return listeners;
  for (const auto entry : split_list(text)) {
    const auto listener = parse_listener(entry);
    if (!listener) return fail(listener);
    listeners.push_back(*listener);
  }
  return listeners;
}

}  // namespace cardea::app
