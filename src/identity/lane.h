// SPDX-License-Identifier: Apache-2.0
// Who counts as one asker where work for strangers is shared out: an IPv4 address, or an IPv6
// network of 64 bits, since every customer has 2^64 addresses of those.
#pragma once

#include "loop/fair_queue.h"
#include "net/address.h"

namespace cardea::identity {

/// The lane of a client; the same in one process only. All peers on unix sockets share one.
loop::FairQueue::Lane lane_of(const net::Address& client);

}  // namespace cardea::identity
