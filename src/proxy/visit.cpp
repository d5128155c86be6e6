// SPDX-License-Identifier: Apache-2.0
// Forgetting the request before.
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
  keep_client = true;
}

}  // namespace cardea::proxy
