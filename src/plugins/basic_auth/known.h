// SPDX-License-Identifier: Apache-2.0
// How users are looked up.
#pragma once

#include "identity/directory.h"
#include "identity/stored_password.h"
#include "plugin/type.h"

namespace cardea::plugins::basic_auth {

const identity::Source<identity::StoredPassword>& credentials_by_username();

/// Makes the look-up known to the directory, with consumer and groups fetched along.
void declare_credentials(const plugin::Wiring& wiring);

}  // namespace cardea::plugins::basic_auth
