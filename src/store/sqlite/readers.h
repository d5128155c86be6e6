// SPDX-License-Identifier: Apache-2.0
// A pool of threads that read, each with a connection at a time. Connections are opened when first
// needed and again when another file was put in the place of the one they hold.
#pragma once

#include <memory>
#include <mutex>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "loop/offload.h"
#include "loop/task.h"
#include "store/sqlite/connection.h"
#include "store/sqlite/data_file.h"
#include "store/sqlite/problem.h"

namespace cardea::store::sqlite {

/// Thread-safe. Must outlive the questions under way.
class Readers {
 public:
  Readers(DataFile& file, unsigned threads);

  /// `ask(Connection&)` on a thread of the pool; it returns a Result, which is the answer. Refused
  /// with `unavailable` when too many questions wait.
  template <class Ask>
  auto run(Ask ask) -> Task<std::invoke_result_t<Ask&, Connection&>> {
    using Answer = std::invoke_result_t<Ask&, Connection&>;
    auto call = [this, ask = std::move(ask)]() mutable -> Answer {
      auto connection = borrow();
      if (!connection) {
        problem_.failed(connection.error());
        return fail(std::move(connection));
      }
      Answer answer = ask(**connection);
      give_back(std::move(*connection));
      if (answer) {
        problem_.succeeded();
      } else {
        problem_.failed(answer.error());
      }
      return answer;
    };
    co_return co_await offload_.run(std::move(call));
  }

  /// The last failure, until a question is answered again; empty when all is well.
  [[nodiscard]] std::string problem() const { return problem_.text(); }

  /// Closes the connections that nobody uses.
  void close_idle();

 private:
  using Owned = std::unique_ptr<Connection>;
  Result<Owned> borrow();
  void give_back(Owned connection);

  DataFile& file_;
  Problem problem_;
  std::mutex mutex_;
  std::vector<Owned> idle_;
  loop::Offload offload_;
};

}  // namespace cardea::store::sqlite
