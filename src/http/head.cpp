// SPDX-License-Identifier: Apache-2.0
// Resets member by member, so that the 5 kB of fields are not wiped for every message.
#include "http/head.h"

namespace cardea::http {

void RequestHead::clear() {
  method = Method::get;
  method_text = {};
  raw_target = {};
  target = {};
  minor_version = 1;
  keep_alive = false;
  expects_continue = false;
  framing = {};
  host = {};
  upgrade = {};
  fields.clear();
}

void ResponseHead::clear() {
  status = 0;
  reason = {};
  minor_version = 1;
  keep_alive = false;
  framing = {};
  upgrade = {};
  fields.clear();
}

}  // namespace cardea::http
