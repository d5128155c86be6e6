// SPDX-License-Identifier: Apache-2.0
// One PEM block (RFC 7468), taken apart strictly: the label and the bytes, white space around the
// block allowed, nothing else. Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace cardea::crypto {

struct PemBlock {
  std::string label;  ///< "PUBLIC KEY", for example
  Secret der;         ///< may be a private key
};

/// Fails (invalid) when `text` is not exactly one unencrypted block; never quotes it.
Result<PemBlock> read_pem(std::string_view text);

}  // namespace cardea::crypto
