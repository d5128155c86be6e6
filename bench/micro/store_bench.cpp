// SPDX-License-Identifier: Apache-2.0
// What the embedded store costs: a durable write while many write (group commit), the question that
// a first request of a credential asks, a wake-up's look at the file, and opening a large store.
// CARDEA_BENCH_ROWS says how many credentials the large one has (100,000 unless given); the file is
// made in the temporary directory.
#include <benchmark/benchmark.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "loop/block_on.h"
#include "loop/core.h"
#include "store/conformance_rows.h"
#include "store/scratch_directory.h"
#include "store/sqlite/reading.h"
#include "store/sqlite/sqlite_store.h"

namespace cardea::store {
namespace {

using namespace conformance;

long long rows_wanted() {
  const char* const text = std::getenv("CARDEA_BENCH_ROWS");
  return text == nullptr ? 100'000 : std::atoll(text);
}

std::unique_ptr<Store> open_in(const std::string& directory) {
  auto opened = sqlite::SqliteStore::open(
      {.catalog = &catalog(), .data_directory = directory, .change_log = {}});
  return opened ? std::move(*opened) : nullptr;
}

/// A core and a store, shared by all threads of a benchmark and by the benchmarks after it.
struct Site {
  Site() : store(open_in(directory.path())) {
    core.start();
    const auto migrated = loop::block_on(core, store->migrate());
    if (!migrated) std::abort();
  }
  static Site& it() {
    static Site site;
    return site;
  }

  ScratchDirectory directory;
  loop::Core core{0};
  std::unique_ptr<Store> store;
};

/// A store with `rows_wanted()` credentials of 1,000 consumers in two groups each; closed.
const std::string& large_directory() {
  static const ScratchDirectory directory;
  static const std::string path = [] {
    {
      auto store = open_in(directory.path());
      loop::Core core(1);
      core.start();
      if (!loop::block_on(core, store->migrate())) std::abort();
      loop::block_on(core, store->close());
    }
    auto shell =
        sqlite::Connection::open(directory.path() + "/cardea.db", sqlite::Connection::Use::write);
    const auto filled = shell->execute(
        "BEGIN;"
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999) "
        "INSERT INTO consumers (id, username) SELECT 'consumer-' || i, 'user-' || i FROM n;"
        "INSERT INTO acls (id, consumer_id, \"group\") SELECT id || '-g', id, 'gold' FROM "
        "consumers;"
        "INSERT INTO acls (id, consumer_id, \"group\") SELECT id || '-s', id, 'silver' FROM "
        "consumers;"
        "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " +
        std::to_string(rows_wanted() - 1) +
        ") INSERT INTO jwt_secrets (id, consumer_id, \"key\", secret) SELECT "
        "lower(hex(randomblob(16))), "
        "'consumer-' || (i % 1000), 'key-' || i, 'sealed:1:0123456789abcdef:' || "
        "hex(randomblob(40)) "
        "FROM n;"
        "COMMIT");
    if (!filled) std::abort();
    return directory.path();
  }();
  return path;
}

Find question_for(const std::string& key) {
  return {
      .first = key_of(credentials(), "key", key),
      .follow = {{.entity = &consumers(), .field = "id", .source = 0, .source_field = "consumer"},
                 {.entity = &groups(), .field = "consumer", .source = 1, .source_field = "id"}}};
}

void commit_one_row(benchmark::State& state) {
  Site& site = Site::it();
  for (auto _ : state) {
    const Row row = make_consumer(make_uuid());
    auto outcome =
        loop::block_on(site.core, site.store->commit({.changes = {insert(consumers(), row)}}));
    if (!outcome) state.SkipWithError(outcome.error().detail.c_str());
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(commit_one_row)->Threads(1)->Threads(16)->Threads(64)->UseRealTime();

void find_through_the_store(benchmark::State& state) {
  static const auto store = open_in(large_directory());
  Site& site = Site::it();
  long long i = 0;
  for (auto _ : state) {
    const std::string key = "key-" + std::to_string(i++ * 7919 % rows_wanted());
    auto found = loop::block_on(site.core, store->find(question_for(key)));
    if (!found || found->answers.size() != 3) state.SkipWithError("not found");
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(find_through_the_store)->Threads(1)->Threads(8)->UseRealTime();

void find_on_the_readers_thread(benchmark::State& state) {
  const sqlite::Tables tables(catalog());
  auto connection =
      sqlite::Connection::open(large_directory() + "/cardea.db", sqlite::Connection::Use::read);
  long long i = 0;
  for (auto _ : state) {
    const std::string key = "key-" + std::to_string(i++ * 7919 % rows_wanted());
    auto found = sqlite::find(*connection, tables, question_for(key));
    if (!found || found->answers.size() != 3) state.SkipWithError("not found");
  }
}
BENCHMARK(find_on_the_readers_thread);

void look_for_changes_of_others(benchmark::State& state) {
  auto connection =
      sqlite::Connection::open(large_directory() + "/cardea.db", sqlite::Connection::Use::write);
  sqlite::DataFile file(large_directory() + "/cardea.db");
  for (auto _ : state) {
    benchmark::DoNotOptimize(file.current());
    benchmark::DoNotOptimize(connection->ask_number("PRAGMA data_version"));
  }
}
BENCHMARK(look_for_changes_of_others);

void open_a_large_store(benchmark::State& state) {
  ScratchDirectory copy;
  std::filesystem::copy(large_directory() + "/cardea.db", copy.path() + "/cardea.db");
  Site& site = Site::it();
  for (auto _ : state) {
    auto store = open_in(copy.path());
    const auto migrated = loop::block_on(site.core, store->migrate());
    if (!migrated) state.SkipWithError(migrated.error().detail.c_str());
    state.PauseTiming();
    loop::block_on(site.core, store->close());
    store.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(open_a_large_store)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace cardea::store
