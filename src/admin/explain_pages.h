// SPDX-License-Identifier: Apache-2.0
// `POST /explain` and `POST /effective`: what the running configuration would decide about a
// request that is described in the body, and which plugins would run for it. The body may hold a
// token: it is neither logged nor shown, and it never stands in a URL.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "admin/records.h"
#include "admin/reply.h"
#include "loop/task.h"
#include "proxy/dry_run.h"

namespace cardea::admin {

class ExplainPages {
 public:
  struct Parts {
    proxy::DryRun& dry_run;
    Records& records;
    std::function<std::uint16_t(bool tls)> port;  ///< of a listener of this kind
  };
  explicit ExplainPages(Parts parts) : parts_(std::move(parts)) {}

  /// Whether a path is one of these pages. Their methods are OPTIONS and POST.
  static bool serves(const std::vector<std::string>& path);

  /// `body`: what POST sent.
  Task<Reply> serve(const Call& call, json::Object body);

 private:
  Task<Reply> explain(proxy::ImaginedRequest request);
  Task<Reply> effective(proxy::ImaginedRequest request, std::string who);
  Task<std::expected<json::Object, Reply>> find_consumer(std::string name);

  Parts parts_;
};

}  // namespace cardea::admin
