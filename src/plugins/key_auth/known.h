// SPDX-License-Identifier: Apache-2.0
// What is kept in memory of an API key: whose it is. The key itself is not, nor is it opened.
#pragma once

#include <string>

#include "base/lifetime.h"
#include "identity/directory.h"
#include "plugin/type.h"

namespace cardea::plugins::key_auth {

struct KnownKey {
  std::string id;        ///< of the credential: what X-Credential-Identifier shows
  std::string consumer;  ///< id
  Lifetime lifetime;     ///< asked at each use
};

/// Found by the hash of the key.
const identity::Source<KnownKey>& credentials_by_hash();

/// Makes the look-up known to the directory, with consumer and groups fetched along.
void declare_credentials(const plugin::Wiring& wiring);

}  // namespace cardea::plugins::key_auth
