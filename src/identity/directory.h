// SPDX-License-Identifier: Apache-2.0
// Which credential, which consumer, which groups: typed look-ups through the near cache, and on a
// miss through the store, where one question brings all that hangs together. Many who miss the same
// key ask once. A store that cannot answer is an Error; that there is no such row is an answer.
#pragma once

#include <atomic>
#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "cluster/near_cache.h"
#include "loop/event.h"
#include "loop/task.h"
#include "store/store.h"

namespace cardea::identity {

/// The object that is kept for the rows found by one key, and what it holds in memory.
struct Decoded {
  cluster::Loaded object;  ///< null: known not to exist
  std::size_t bytes = 0;
};

/// How rows found by `field` of `entity` become that object. Runs on any thread.
struct SourceDeclaration {
  const schema::Entity* entity = nullptr;
  std::string field;
  std::function<Result<Decoded>(std::span<const store::Row>)> decode;
  std::vector<store::Follow>
      follow{};  ///< what a miss fetches along; each must be a source of its own
};

/// A handle to the objects of type T found by one field. Made by name, so it may be a constant.
template <class T>
struct Source {
  cluster::Kind kind;
  static Source of(const schema::Entity& entity, std::string_view field) {
    return {cluster::kind_of(entity.name(), field)};
  }
};

/// Safe from any thread once all sources are declared.
class Directory {
 public:
  Directory(store::Store& store, cluster::NearCache& cache) : store_(store), cache_(cache) {}

  /// Before the first look-up only.
  void declare(SourceDeclaration source);

  /// The object if the near cache holds an answer: nothing when the store must be asked, null when
  /// there is no row.
  template <class T>
  std::optional<std::shared_ptr<const T>> recall(Source<T> source, std::string_view value) {
    auto cached = cache_.find(source.kind, value);
    if (!cached) return std::nullopt;
    return std::static_pointer_cast<const T>(std::move(*cached));
  }

  /// The same, asking the store when need be. Null: there is no such row.
  template <class T>
  Task<Result<std::shared_ptr<const T>>> find(Source<T> source, std::string value) {
    auto loaded = co_await load(source.kind, std::move(value));
    if (!loaded) co_return fail(std::move(loaded));
    co_return std::static_pointer_cast<const T>(std::move(*loaded));
  }

  /// How often the store was asked.
  [[nodiscard]] std::uint64_t questions() const {
    return questions_.load(std::memory_order_relaxed);
  }

  /// The generation of a key now. Take it before `recall` or `find` to be able to remember what
  /// they say.
  [[nodiscard]] const cluster::Generations& generations() const { return cache_.generations(); }

 private:
  // One question under way, which others who miss the same key may join.
  struct Flight {
    std::uint64_t fill = 0;
    loop::Event landed;
    std::optional<Result<cluster::Loaded>> outcome;  // set before `landed`; never when given up
  };
  // Ends a flight however its coroutine ends, so that nobody waits for one that was cancelled.
  class Pilot;

  Task<Result<cluster::Loaded>> load(cluster::Kind kind, std::string value);
  Task<Result<cluster::Loaded>> ask(const SourceDeclaration& source, std::uint64_t fill,
                                    std::string value);
  Result<cluster::Loaded> keep(const store::Found& found, std::uint64_t fill);
  [[nodiscard]] const SourceDeclaration* source_of(cluster::Kind kind) const;
  // Joins the flight for this key if its answer will still be true; otherwise starts one (second
  // = true). Null when too many are under way.
  std::pair<std::shared_ptr<Flight>, bool> join_or_start(std::uint64_t key_hash);
  void land(std::uint64_t key_hash, const std::shared_ptr<Flight>& flight);

  store::Store& store_;
  cluster::NearCache& cache_;
  std::atomic<std::uint64_t> questions_ = 0;
  boost::unordered_flat_map<std::uint64_t, SourceDeclaration> sources_;  // by Kind::salt
  std::mutex mutex_;                                                     // guards flights_
  boost::unordered_flat_map<std::uint64_t, std::shared_ptr<Flight>> flights_;
};

}  // namespace cardea::identity
