// SPDX-License-Identifier: Apache-2.0
// Reading one question (RFC 1035 section 4) and writing the reply: the question repeated, then one
// record for each address of the kind asked for.
#include "net/dns_server.h"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cctype>
#include <string_view>
#include <utility>

#include "net/bind.h"

namespace cardea::net {
namespace {

constexpr std::size_t header_size = 12;
constexpr unsigned type_a = 1;
constexpr unsigned type_aaaa = 28;

void put16(std::string& out, unsigned value) {
  out.push_back(static_cast<char>(value >> 8U));
  out.push_back(static_cast<char>(value & 0xffU));
}

unsigned get16(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]) * 256U + static_cast<unsigned char>(bytes[at + 1]);
}

struct Question {
  std::string name;
  unsigned type = 0;
  std::size_t end = 0;  ///< offset behind the question
};

Question read_question(std::string_view packet) {
  Question question;
  std::size_t at = header_size;
  while (at < packet.size() && packet[at] != 0) {
    const auto length = static_cast<unsigned char>(packet[at]);
    if (!question.name.empty()) question.name += '.';
    for (const char c : packet.substr(at + 1, length)) {
      question.name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    at += length + 1U;
  }
  if (at + 5 > packet.size()) return {};
  question.type = get16(packet, at + 1);
  question.end = at + 5;
  return question;
}

}  // namespace

DnsServer::DnsServer() : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
  const auto any = *Address::from_ip("127.0.0.1", 0);
  ::bind(socket_.get(), any.data(), any.size());
  address_ = bound_address(socket_);
  thread_ = std::thread([this] { serve(); });
}

DnsServer::~DnsServer() {
  ending_ = true;
  thread_.join();
}

void DnsServer::set(const std::string& name, Zone zone) {
  const std::lock_guard lock(mutex_);
  zones_[name] = std::move(zone);
}

void DnsServer::remove(const std::string& name) {
  const std::lock_guard lock(mutex_);
  zones_.erase(name);
}

int DnsServer::asked(const std::string& name) const {
  const std::lock_guard lock(mutex_);
  const auto found = asked_.find(name);
  return found == asked_.end() ? 0 : found->second;
}

void DnsServer::serve() {
  while (!ending_) {
    pollfd wait{socket_.get(), POLLIN, 0};
    if (::poll(&wait, 1, 20) <= 0) continue;
    std::array<char, 512> room{};
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    auto* const raw = reinterpret_cast<sockaddr*>(&from);
    const auto count = ::recvfrom(socket_.get(), room.data(), room.size(), 0, raw, &size);
    if (count < static_cast<ssize_t>(header_size)) continue;
    const auto answer = reply({room.data(), static_cast<std::size_t>(count)});
    if (!answer.empty()) ::sendto(socket_.get(), answer.data(), answer.size(), 0, raw, size);
  }
}

std::string DnsServer::reply(std::string_view packet) {
  const auto question = read_question(packet);
  const std::lock_guard lock(mutex_);
  ++asked_[question.name];
  const Mood mood = mood_;
  if (mood == Mood::silent || question.end == 0) return {};
  const auto zone = zones_.find(question.name);
  std::string records;
  unsigned count = 0;
  for (const auto& text :
       zone == zones_.end() ? std::vector<std::string>{} : zone->second.addresses) {
    const auto address = *Address::from_ip(text, 0);
    const auto bytes = address.ip_bytes();
    if ((bytes.size() == 4 ? type_a : type_aaaa) != question.type) continue;
    put16(records, 0xc000U + header_size);  // the name of the question
    put16(records, question.type);
    put16(records, 1);
    put16(records, zone->second.ttl >> 16U);
    put16(records, zone->second.ttl & 0xffffU);
    put16(records, static_cast<unsigned>(bytes.size()));
    records.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    ++count;
  }
  const unsigned code = mood == Mood::fail ? 2 : zone == zones_.end() ? 3 : 0;
  std::string out(packet.substr(0, 2));
  put16(out, 0x8180U + code);
  put16(out, 1);
  put16(out, count);
  put16(out, 0);
  put16(out, 0);
  out += packet.substr(header_size, question.end - header_size);
  return out + records;
}

}  // namespace cardea::net
