// SPDX-License-Identifier: Apache-2.0
// How a visit forgets the request before it and keeps the memory.
#include "proxy/visit.h"

namespace cardea::proxy {

void Visit::begin() {
  request.clear();
  response.clear();
  request_body = {};
  response_body = {};
  out.clear();
  exchange.reset();
  match = {};
  record = {};
  origin = {};
  keep_client = true;
  responders.clear();
}

}  // namespace cardea::proxy
