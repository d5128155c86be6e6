// SPDX-License-Identifier: Apache-2.0
// Up: logs, store, cores, workers, the first snapshot, and only then listeners, so that the first
// request finds everything in place. Down: the other way round.
#include "app/tower.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "app/derive.h"
#include "app/plugin_table.h"
#include "identity/sources.h"
#include "loop/block_on.h"
#include "observe/lane.h"
#include "observe/log.h"
#include "store/backends.h"

namespace cardea::app {
namespace {

constexpr Duration admin_grace = std::chrono::seconds(2);
constexpr Duration at_once = Duration::zero();

// Signals are taken by the main thread alone; every thread started later inherits this.
sigset_t block_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int one : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, one);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGXFSZ, SIG_IGN);  // beyond a limit of file sizes a write fails, and that is all
  return signals;
}

// For its owner only; one that is there already stays as it is, because it may be anybody's. The
// store says what is wrong when this fails.
void make_directory(const std::filesystem::path& path) {
  std::error_code ignored;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), ignored);
  ::mkdir(path.c_str(), 0700);
}

void report_fault(std::string_view where, std::string_view what) {
  observe::error("fault in {}: {}", where, what);
}

std::string own_hostname() {
  char host[256] = {};
  ::gethostname(host, sizeof(host) - 1);
  return host;
}

}  // namespace

Gateway::Tower::Tower(const LoadedSettings& loaded)
    : settings(loaded),
      config(settings.config),
      hostname(own_hostname()),
      proxy_settings(app::proxy_settings(settings.config)) {}

Gateway::Tower::~Tower() {
  try {
    stop();
  } catch (...) {  // NOLINT(bugprone-empty-catch): there is nobody left to tell
  }
}

Status Gateway::Tower::start() {
  block_signals();
  using Step = Status (Tower::*)();
  for (const Step step : {&Tower::open_logs, &Tower::check_files, &Tower::open_store,
                          &Tower::start_cores, &Tower::make_workers, &Tower::catch_up,
                          &Tower::open_admin, &Tower::open_socket, &Tower::open_proxy_listeners}) {
    auto done = (this->*step)();
    if (!done) {
      stop();
      return done;
    }
  }
  return {};
}

Status Gateway::Tower::open_logs() {
  observe::LogSettings log;
  log.level = config.log_level;
  log.json = config.log_format == LogFormat::json;
  log.file = config.error_log == "/dev/stderr" ? "" : config.error_log;
  if (auto started_log = observe::start_log(log); !started_log) return started_log;
  metrics.emplace(config.workers);
  auto opened = observe::AccessLog::start({config.proxy_access_log}, config.workers);
  if (!opened) return fail(std::move(opened));
  access_log = std::move(*opened);
  auto opened_admin = observe::AccessLog::start({config.admin_access_log}, 1);
  if (!opened_admin) return fail(std::move(opened_admin));
  admin_log = std::move(*opened_admin);
  return {};
}

// Before anything is made, and also where no service needs them yet: authorities that cannot be
// read would otherwise show at the first https service.
Status Gateway::Tower::check_files() {
  return check_tls(config);
}

Status Gateway::Tower::open_store() {
  store::OpenOptions options;
  options.catalog = &catalog();
  options.data_directory = config.data_dir;
  options.setting = [this](std::string_view name) -> std::optional<std::string> {
    if (name == "sqlite_path") return config.sqlite_path;
    return std::nullopt;
  };
  make_directory(config.data_dir);
  const auto* const backend =
      store::find_backend(config.database == Database::memory ? "memory" : "sqlite");
  auto opened = backend->open(options);
  if (!opened) return fail(std::move(opened));
  store = std::move(*opened);
  auto keyring = crypto::Keyring::read_or_make(config.keyring_path, clock.wall());
  if (!keyring) return fail(std::move(keyring));
  keys.emplace(std::move(*keyring));
  return {};
}

Status Gateway::Tower::start_cores() {
  cores.emplace(config.workers, loop::CoreOptions{.pin = false, .on_fault = report_fault});
  control.emplace(config.workers, loop::CoreOptions{.pin = false, .on_fault = report_fault});
  offload.emplace(loop::OffloadOptions{.name = "cardea-offload", .threads = 2, .queue_limit = 64});
  cache.emplace(config.mem_cache_size.count);
  directory.emplace(*store, *cache);
  meters.emplace(*metrics);
  sample_metrics();
  return make_issuers();
}

void Gateway::Tower::make_passwords() {
  auto options = password_options(config);
  options.renew = [this](store::Renewal renewal) { renewals->offer(std::move(renewal)); };
  passwords.emplace(options);
  renewals.emplace(identity::PasswordRenewals::Parts{.core = *control,
                                                     .store = *store,
                                                     .keyring = [this] { return keys->now(); },
                                                     .hashes = hashes});
}

Status Gateway::Tower::make_issuers() {
  auto made = Issuers::make({.store = *store,
                             .cache = *cache,
                             .clock = clock,
                             .metrics = *metrics,
                             .core = *control,
                             .ca_file = upstream_tls(config).ca_file,
                             .names = resolver_options(config)});
  if (!made) return fail(std::move(made));
  issuers = std::move(*made);
  prover.emplace(identity::ProverOptions{.threads = config.workers});
  make_passwords();
  wiring.emplace(plugin::Wiring{.directory = *directory,
                                .prover = *prover,
                                .passwords = *passwords,
                                .issuers = issuers->registry(),
                                .keyring = [this] { return keys->now(); },
                                .hashes = hashes,
                                .ignore_unlisted_claims = config.jwt_ignore_unlisted_claims,
                                .node = {.id = config.node_id, .hostname = hostname}});
  identity::declare_shared_sources(*directory);
  for (const auto* const type : plugin_types()) type->declare_sources(*wiring);
  return {};
}

Status Gateway::Tower::make_workers() {
  for (const auto& core : *cores) {
    auto resolver = net::Resolver::make(*core, resolver_options(config));
    if (!resolver) return fail(std::move(resolver));
    workers.push_back(std::make_unique<proxy::Worker>(proxy::Worker::Parts{
        .core = *core,
        .settings = proxy_settings,
        .clock = clock,
        .directory = *directory,
        .access = access_log->lane(core->index()),
        .meters = *meters,
        .resolver = std::move(*resolver),
        .node_id = config.node_id,
        .retire = [this](std::shared_ptr<const proxy::Snapshot> old) {
          control->post([old = std::move(old)] {});  // freed where nobody waits for it
        }}));
    listener_gates.push_back(std::make_unique<loop::Gate>(*core, "listeners"));
  }
  listener_gates.push_back(std::make_unique<loop::Gate>(*control, "listeners"));
  follower_gate = std::make_unique<loop::Gate>(*control, "follower");
  auto& requests = metrics->status_counters(
      {"cardea_http_requests_total", "Requests by service, route and status."},
      {"service", "route"});
  compiler.emplace(proxy::Compiler::Parts{.store = *store,
                                          .wiring = *wiring,
                                          .plugins = plugin_table(),
                                          .tls = upstream_tls(config),
                                          .requests = requests});
  publisher.emplace(*compiler, *cores, workers);
  follower.emplace(cluster::Follower::Parts{
      .store = *store,
      .cache = *cache,
      .clock = clock,
      .publish = [this](const cluster::FeedStep& step) { return publish(step); }});
  make_reaper();
  cores->start();
  control->start();
  started = true;
  for (const auto& core : *cores) {
    core->post([&one = *core] { observe::enter_core(one.index()); });
  }
  return {};
}

// The follower is waited for, so that removing never runs ahead of what the change log can be
// followed with.
void Gateway::Tower::make_reaper() {
  std::map<std::string, observe::Counter*> counters;
  for (const schema::Entity* const entity : catalog().entities()) {
    if (entity->expiry() == nullptr) continue;
    counters[entity->name()] = &metrics->counter(
        {"cardea_expired_rows_removed_total", "Rows removed after their lifetime had ended."},
        {{.name = "entity", .value = entity->name()}});
  }
  const auto removed = [this, counters](const schema::Entity& entity, std::size_t rows,
                                        store::Receipt receipt) -> Task<void> {
    counters.at(entity.name())->add(rows);
    constexpr Duration patience = std::chrono::seconds(10);
    co_await follower->in_force(receipt, patience);
  };
  reaper.emplace(store::Reaper::Parts{
      .store = *store, .catalog = catalog(), .clock = clock, .removed = removed});
  reaper_gate = std::make_unique<loop::Gate>(*control, "reaper");
}

Status Gateway::Tower::run_on_control(std::function<Task<Status>()> task) {
  return loop::block_on(*control, task());
}

Task<Status> Gateway::Tower::read_hash_key() {
  const schema::Catalog& entities = catalog();
  const auto keyring = keys->now();
  auto found = co_await store::find_or_make_hash_key(*store, entities, *keyring);
  if (!found) co_return fail(std::move(found));
  hashes = std::move(*found);
  co_return Status();
}

Status Gateway::Tower::catch_up() {
  auto migrated = run_on_control([this] { return store->migrate(); });
  if (!migrated) return migrated;
  auto read = run_on_control([this] { return read_hash_key(); });
  if (!read) return read;
  auto first = run_on_control([this] { return follower->step(); });
  if (!first) return first;
  control->post([this] {
    issuers->start();
    follower_gate->spawn(follower->run());
    reaper_gate->spawn(reaper->run());
  });
  return {};
}

Task<Status> Gateway::Tower::publish(const cluster::FeedStep& step) {
  const auto trusted = co_await issuers->registry().apply(step);
  if (!trusted) co_return trusted;
  co_return co_await publisher->publish(step);
}

void Gateway::Tower::sample_metrics() {
  metrics->sampled({"cardea_near_cache_bytes", "Memory of cached records."},
                   [this] { return static_cast<double>(cache->usage().bytes); });
  metrics->sampled({"cardea_near_cache_entries", "Cached records."},
                   [this] { return static_cast<double>(cache->usage().entries); });
  metrics->sampled({"cardea_near_cache_absences", "Keys known not to exist."},
                   [this] { return static_cast<double>(cache->usage().absences); });
  metrics->sampled_total(
      {"cardea_store_questions_total", "Look-ups that the near cache could not answer."},
      [this] { return static_cast<double>(directory->questions()); });
  metrics->sampled({"cardea_signatures_waiting", "Tokens whose signature waits for a thread."},
                   [this] { return static_cast<double>(prover->usage().waiting); });
  metrics->sampled_total({"cardea_signatures_checked_total", "Signatures of public keys checked."},
                         [this] { return static_cast<double>(prover->usage().checked); });
  metrics->sampled_total(
      {"cardea_signatures_refused_total",
       "Tokens not checked because the queue, or their client's share of it, was full."},
      [this] { return static_cast<double>(prover->usage().refused); });
  metrics->sampled({"cardea_public_keys", "Public keys kept ready to use."},
                   [this] { return static_cast<double>(prover->usage().keys); });
  metrics->sampled({"cardea_passwords_waiting", "Passwords that wait for a thread or have one."},
                   [this] { return static_cast<double>(passwords->usage().waiting); });
  metrics->sampled({"cardea_passwords_remembered", "Passwords that need not be proved again."},
                   [this] { return static_cast<double>(passwords->usage().remembered); });
  metrics->sampled_total({"cardea_passwords_checked_total", "Passwords checked."},
                         [this] { return static_cast<double>(passwords->usage().checked); });
  metrics->sampled_total(
      {"cardea_passwords_refused_total",
       "Passwords not checked because the queue, or their client's share of it, was full."},
      [this] { return static_cast<double>(passwords->usage().refused); });
  metrics->sampled_total(
      {"cardea_passwords_renewed_total", "Stored hashes brought into the present form."},
      [this] { return static_cast<double>(renewals->usage().renewed); });
  metrics->sampled({"cardea_store_reachable", "1 when the store answers."},
                   [this] { return store->health().reachable ? 1.0 : 0.0; });
  metrics->sampled(
      {"cardea_staleness_seconds", "Age of the last confirmed look at the change log."}, [this] {
        const auto facts = follower ? follower->facts() : cluster::FollowerFacts{};
        if (!facts.confirmed) return 0.0;
        return std::chrono::duration<double>(clock.boot() - *facts.confirmed).count();
      });
  metrics->sampled({"cardea_snapshot_revision", "Revisions of the configuration compiled so far."},
                   [this] { return publisher ? static_cast<double>(publisher->revision()) : 0.0; });
  metrics->sampled(
      {"cardea_access_lines_dropped_total", "Access lines that did not fit the queue."},
      [this] { return static_cast<double>(access_log->lines_dropped()); });
}

json::Object Gateway::Tower::proxy_facts() const {
  const auto open = meters->open_connections.value();
  const auto busy = meters->open_requests.value();
  json::Object server;
  server["connections_accepted"] = meters->connections.value();
  server["connections_handled"] = meters->connections.value();
  server["connections_active"] = open;
  server["connections_reading"] = 0;
  server["connections_writing"] = busy;
  server["connections_waiting"] = open - busy;
  server["total_requests"] = meters->requests.value();
  json::Object facts;
  facts["server"] = std::move(server);
  facts["snapshot"] = {{"revision", publisher->revision()}, {"routes", publisher->routes()}};
  return facts;
}

void Gateway::Tower::wait_for_end() {
  const sigset_t signals = block_signals();
  for (;;) {
    int signal = 0;
    if (sigwait(&signals, &signal) != 0) continue;
    if (signal != SIGHUP) return;
    access_log->reopen();
    admin_log->reopen();
    const auto reopened = observe::reopen_log();
    if (!reopened) observe::warn("{}", reopened.error().detail);
  }
}

// From the top down: no new connections, requests under way end, then what they used.
Task<Status> Gateway::Tower::take_down() {
  const auto close_core = [this](loop::Core& core) -> Task<void> {
    stop_listeners(core);
    const unsigned index = core.index();
    co_await listener_gates[index]->close(at_once);
    co_await workers[index]->drain(config.shutdown_timeout);
  };
  co_await cores->await_on_all(close_core);
  stop_listeners(*control);
  co_await listener_gates.back()->close(at_once);
  if (server) co_await server->close(admin_grace);
  co_await reaper_gate->close(at_once);
  co_await renewals->close();
  co_await follower_gate->close(at_once);
  co_await issuers->close();
  co_await store->close();
  co_return Status{};
}

void Gateway::Tower::stop_listeners(const loop::Core& core) {
  for (const auto& listener : listeners) {
    if (&listener->core() == &core) listener->stop();
  }
}

void Gateway::Tower::stop() {
  if (started) {
    const auto taken_down = run_on_control([this] { return take_down(); });
    if (!taken_down) observe::error("stopping: {}", taken_down.error().detail);
    cores->stop();
    cores->join();
    control->stop();
    control->join();
    started = false;
  }
  if (!socket_path.empty()) ::unlink(socket_path.c_str());
  socket_path.clear();
  for (const auto& log : {&access_log, &admin_log}) {
    if (*log) (*log)->flush(std::chrono::seconds(1));
  }
  observe::stop_log();
}

}  // namespace cardea::app
