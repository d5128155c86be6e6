// SPDX-License-Identifier: Apache-2.0
// A tiny DNS server for tests: answers A and AAAA questions over UDP on loopback from a table, and
// can be told to fail or to stay silent. It parses just enough of RFC 1035.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "net/address.h"
#include "net/descriptor.h"

namespace cardea::net {

/// Runs on a thread of its own until it dies.
class DnsServer {
 public:
  enum class Mood : std::uint8_t { answer, fail, silent };
  struct Zone {
    std::vector<std::string> addresses;  ///< IPv4 and IPv6
    unsigned ttl = 60;
  };

  DnsServer();
  DnsServer(const DnsServer&) = delete;
  DnsServer& operator=(const DnsServer&) = delete;
  ~DnsServer();

  /// "127.0.0.1:port", for ResolverOptions::servers.
  [[nodiscard]] std::string address() const { return address_.text(); }
  void set(const std::string& name, Zone zone);
  void remove(const std::string& name);
  void set(Mood mood) { mood_ = mood; }
  /// Questions that arrived for this name.
  [[nodiscard]] int asked(const std::string& name) const;

 private:
  void serve();
  std::string reply(std::string_view question);

  Descriptor socket_;
  Address address_;
  std::atomic<Mood> mood_ = Mood::answer;
  std::atomic<bool> ending_ = false;
  mutable std::mutex mutex_;
  std::map<std::string, Zone> zones_;
  std::map<std::string, int> asked_;
  std::thread thread_;
};

}  // namespace cardea::net
