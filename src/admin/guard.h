// SPDX-License-Identifier: Apache-2.0
// Who may call the Admin API. Over the Unix socket: whoever the file's mode lets in. Over TCP:
// whoever shows a token, where tokens are asked for; and never a page of another site in an
// operator's browser, which would come with the operator's own network position.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin/reply.h"
#include "base/secret.h"
#include "http/head.h"

namespace cardea::admin {

struct GuardSettings {
  bool needs_token = false;
  std::vector<Secret> tokens;
  std::vector<std::string>
      allowed_hosts;  ///< names that Host may hold besides IP addresses and localhost; lower case
};

/// The refusal, if this request must not be served. `local`: it came over the Unix socket.
std::optional<Reply> refuse_caller(const http::RequestHead& head, const GuardSettings& settings,
                                   bool local);

}  // namespace cardea::admin
