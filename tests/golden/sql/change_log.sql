-- SPDX-License-Identifier: Apache-2.0
CREATE TABLE change_log (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  op TEXT NOT NULL CHECK (op IN ('I', 'U', 'D', 'F')),
  kind TEXT NOT NULL,
  field TEXT NOT NULL,
  value TEXT NOT NULL,
  at INTEGER NOT NULL DEFAULT (unixepoch())
) STRICT;
