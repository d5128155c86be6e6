// SPDX-License-Identifier: Apache-2.0
// Removes rows whose end has come. Nothing is decided by it: whoever uses such a row judges its end
// at each use, and the Admin API does not show it any more, so that this may take its time. It goes
// the way of every other change (a conditional commit, triggers, change log), a small batch at a
// time and with pauses, so that ten million rows do not disturb whoever is served meanwhile. Of
// many processes over one store one does it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <string>

#include "base/result.h"
#include "base/time.h"
#include "loop/task.h"
#include "schema/catalog.h"
#include "store/store.h"

namespace cardea::store {

struct ReapPace {
  std::size_t batch = 200;                        ///< rows a commit
  Duration pause = std::chrono::milliseconds(5);  ///< after a commit
  Duration interval = std::chrono::seconds(5);    ///< between rounds
};

/// One for the process; its coroutines run on one core, never on one that serves.
class Reaper {
 public:
  /// Rows removed, by entity.
  using Count = std::map<std::string, std::size_t>;

  struct Parts {
    Store& store;
    const schema::Catalog& catalog;
    const Clock& clock;
    ReapPace pace{};
    /// Told of each commit; the next one follows when it returns. It may be empty.
    std::function<Task<void>(const schema::Entity&, std::size_t rows, Receipt)> removed{};
  };
  explicit Reaper(Parts parts);

  /// Removes everything whose end has come, of all entities in turn. Nothing is removed while
  /// another process is at it.
  Task<Result<Count>> round();

  /// Rounds for ever, until its coroutine is cancelled. A round that fails is said once, and the
  /// next one tries again.
  Task<void> run();

 private:
  Task<Result<std::size_t>> remove_some(const schema::Entity& entity);
  void note(const Result<Count>& round);

  Parts parts_;
  std::vector<const schema::Entity*> entities_;  // those whose rows may have an end
  std::string problem_;                          // of the last round; empty when it went well
};

}  // namespace cardea::store
