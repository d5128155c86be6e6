// SPDX-License-Identifier: Apache-2.0
// What a stream remembers while it speaks TLS. For stream.cpp and stream_tls.cpp alone.
#pragma once

#include <string>

#include "net/openssl.h"
#include "net/stream.h"

namespace cardea::net {

struct Stream::Tls {
  OwnSsl ssl;
  std::string server_name;
  bool established = false;
  bool broken = false;   ///< after a fatal error OpenSSL must not be asked to send close_notify
  bool starved = false;  ///< the last read found no whole record: wait for the socket
  Way read_needs = Way::read;
  Way write_needs = Way::write;
  TlsFacts facts;

  [[nodiscard]] Error failed(const Address& peer, Origin origin) const;
  void note_facts();
};

}  // namespace cardea::net
