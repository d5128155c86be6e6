// SPDX-License-Identifier: Apache-2.0
// `cardea version`: what to put into a report of a fault.
#include <fmt/format.h>
#include <openssl/crypto.h>

#include <boost/version.hpp>

#include "app/commands.h"
#include "base/version.h"

namespace cardea::app {
namespace {

int show_version(const Arguments&) {
  fmt::print("cardea {}\n", version);
  fmt::print("clang {}.{}.{}, Boost {}.{}, {}\n", __clang_major__, __clang_minor__,
             __clang_patchlevel__, BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000,
             OpenSSL_version(OPENSSL_VERSION));
  return succeeded;
}

}  // namespace

Command version_command() {
  return {.name = "version",
          .summary = "Print the version and what it was built with",
          .details = "",
          .options = {},
          .takes_settings = false,
          .run = show_version};
}

}  // namespace cardea::app
