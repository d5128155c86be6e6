// SPDX-License-Identifier: Apache-2.0
// Listening sockets before anybody accepts from them: options, binding, and what to tell the
// operator when an address cannot be had.
#pragma once

#include "base/result.h"
#include "net/address.h"
#include "net/descriptor.h"
#include "net/listener.h"

namespace cardea::net {

/// A listening, non-blocking socket with SO_REUSEPORT (IP) or a fresh file of mode 0600 (unix).
Result<Descriptor> bind_and_listen(const ListenOptions& options);

/// Fails with `conflict` when another socket listens on this IP address already.
Status check_nobody_listens(const Address& address);

/// The address a socket is bound to.
Address bound_address(const Descriptor& socket);

}  // namespace cardea::net
