// SPDX-License-Identifier: Apache-2.0
// The log's lines are made here, on the thread that logs; spdlog carries them: its bounded queue,
// whose oldest entry gives way, its thread, and its sink interface over our Output. What was
// started once is kept until the process ends, so that a thread that logs late never meets a
// destroyed logger.
#include "observe/log.h"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/sinks/base_sink.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <vector>

#include "base/time.h"
#include "observe/json_line.h"
#include "observe/output.h"

namespace cardea::observe {
namespace {

constexpr std::size_t waiting_lines = 2048;
constexpr Duration sink_patience = std::chrono::seconds(1);

// Hands finished lines to an Output. A line that cannot be written is lost: there is nowhere to say
// so.
class LineSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit LineSink(Output output) : output_(std::move(output)) {}

  Status reopen() {
    const std::lock_guard lock(mutex_);
    return output_.reopen();
  }

 protected:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const auto ignored =
        output_.write({message.payload.data(), message.payload.size()}, sink_patience);
    static_cast<void>(ignored);
  }
  void flush_() override {}

 private:
  Output output_;
};

struct Running {
  bool json;
  std::shared_ptr<LineSink> sink;
  std::shared_ptr<spdlog::details::thread_pool> pool;
  std::shared_ptr<spdlog::async_logger> logger;
};

std::atomic<Running*> running{nullptr};
std::mutex starting;

std::vector<std::unique_ptr<Running>>& all_started() {
  static std::vector<std::unique_ptr<Running>> kept;
  return kept;
}

// Signals belong to the threads that wait for them, and SIGPIPE must become EPIPE here.
void block_signals() {
  sigset_t all;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

// "src/store/follower.cpp" -> "store/follower.cpp".
std::string_view short_file(const std::source_location& place) {
  const std::string_view file = place.file_name();
  const auto root = file.rfind("src/");
  return root == std::string_view::npos ? file : file.substr(root + 4);
}

void append_printable(std::string& out, std::string_view text) {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte != 0x7f) {
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    }
  }
}

std::string make_line(Severity severity, const std::source_location& place, std::string_view text,
                      bool json) {
  std::array<char, 24> time{};
  write_rfc3339(system_clock().wall(), time.data());
  const std::string_view now(time.data(), time.size());
  const std::string where = fmt::format("{}:{}", short_file(place), place.line());
  if (json) {
    std::string line = fmt::format(R"({{"time":"{}","level":"{}","place":)", now, name(severity));
    append_json_text(line, where);
    line += R"(,"message":)";
    append_json_text(line, text);
    line += "}\n";
    return line;
  }
  std::string line = fmt::format("{} [{}] {} ", now, name(severity), where);
  append_printable(line, text);
  line += '\n';
  return line;
}

void write_directly(std::string_view line) {
  while (!line.empty()) {
    const ssize_t count = ::write(STDERR_FILENO, line.data(), line.size());
    if (count <= 0) return;
    line.remove_prefix(static_cast<std::size_t>(count));
  }
}

}  // namespace

std::string_view name(Severity severity) {
  constexpr std::array<std::string_view, 6> names = {"debug", "info",  "notice",
                                                     "warn",  "error", "crit"};
  return names[static_cast<std::size_t>(severity)];
}

std::optional<Severity> severity_named(std::string_view text) {
  for (const auto severity : {Severity::debug, Severity::info, Severity::notice, Severity::warn,
                              Severity::error, Severity::crit}) {
    if (text == name(severity)) return severity;
  }
  if (text == "alert" || text == "emerg") return Severity::crit;
  return std::nullopt;
}

Severity severity(const Error& error) {
  switch (log_level(error)) {
    case LogLevel::debug:
      return Severity::debug;
    case LogLevel::info:
      return Severity::info;
    case LogLevel::warning:
      return Severity::warn;
    case LogLevel::error:
      return Severity::error;
  }
  return Severity::error;
}

Status start_log(const LogSettings& settings) {
  const std::lock_guard lock(starting);
  auto output = Output::open(settings.file.empty() ? "stderr" : settings.file);
  if (!output) return fail(std::move(output));
  auto fresh = std::make_unique<Running>();
  fresh->json = settings.json;
  fresh->sink = std::make_shared<LineSink>(std::move(*output));
  fresh->pool = std::make_shared<spdlog::details::thread_pool>(waiting_lines, 1, block_signals);
  fresh->logger = std::make_shared<spdlog::async_logger>(
      "cardea", fresh->sink, fresh->pool, spdlog::async_overflow_policy::overrun_oldest);
  fresh->logger->set_level(spdlog::level::trace);
  set_log_level(settings.level);
  running.store(fresh.get());
  all_started().push_back(std::move(fresh));
  return {};
}

void stop_log() {
  const std::lock_guard lock(starting);
  Running* const last = running.exchange(nullptr);
  if (last != nullptr) last->pool.reset();  // empties the queue and joins the thread
}

Status reopen_log() {
  const std::lock_guard lock(starting);
  Running* const now = running.load();
  return now == nullptr ? Status() : now->sink->reopen();
}

std::uint64_t log_lines_lost() {
  const std::lock_guard lock(starting);
  const Running* const now = running.load();
  return now == nullptr ? 0 : now->pool->overrun_counter();
}

void set_log_level(Severity level) {
  detail::threshold.store(level, std::memory_order_relaxed);
}

Severity log_level() {
  return detail::threshold.load(std::memory_order_relaxed);
}

namespace detail {

void write_log(Severity severity, const std::source_location& place, std::string_view text) {
  Running* const now = running.load(std::memory_order_acquire);
  const std::string line = make_line(severity, place, text, now != nullptr && now->json);
  if (now == nullptr) return write_directly(line);
  now->logger->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
}

void end_process(const std::source_location& place, std::string_view text) {
  write_directly(make_line(Severity::crit, place, text, false));
  std::abort();
}

}  // namespace detail
}  // namespace cardea::observe
