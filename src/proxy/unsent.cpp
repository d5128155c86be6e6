// SPDX-License-Identifier: Apache-2.0
// Moving on over what was written.
#include "proxy/unsent.h"

#include <optional>

namespace cardea::proxy {

Result<bool> Unsent::write_now(net::Stream& stream, std::string_view first,
                               std::string_view second) {
  parts_ = {iovec{const_cast<char*>(first.data()), first.size()},
            iovec{const_cast<char*>(second.data()), second.size()}};
  begin_ = first.empty() ? 1 : 0;
  const std::size_t all = first.size() + second.size();
  if (all == 0) return true;
  const auto parts = second.empty() ? rest().first(1) : rest();
  const auto tried = stream.try_write(net::Gather(parts));
  if (!tried) return fail(tried);
  std::size_t written = tried->value_or(0);
  for (iovec& part : parts_) {
    const std::size_t here = std::min(written, part.iov_len);
    part.iov_base = static_cast<char*>(part.iov_base) + here;
    part.iov_len -= here;
    written -= here;
  }
  return tried->value_or(0) == all;
}

}  // namespace cardea::proxy
