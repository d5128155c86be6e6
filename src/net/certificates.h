// SPDX-License-Identifier: Apache-2.0
// Several certificates for one listener, found by the name that a client asks for (SNI, RFC 6066
// section 3). For a name there may be one of each kind of key: an ECDSA certificate for whoever
// knows it and an RSA one for the rest.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "net/tls.h"

namespace cardea::net {

/// Immutable, so any thread may ask.
class Certificates {
 public:
  /// `all` must not be empty. Where two of one kind hold the same name the first holds it.
  explicit Certificates(const std::vector<Certificate>& all);

  /// Those that hold `name`, or else its parent domain with a `*`; null when none does. Case and a
  /// final dot make no difference.
  [[nodiscard]] CertificateOffer find(std::string_view name) const;

  /// For clients that ask for no name, or for one that nobody holds: the first certificate, with
  /// those of other kinds that hold the same first name.
  [[nodiscard]] const CertificateOffer& preset() const { return preset_; }

 private:
  boost::unordered_flat_map<std::string, CertificateOffer> by_name_;
  CertificateOffer preset_;
};

}  // namespace cardea::net
