// SPDX-License-Identifier: Apache-2.0
// A plain blocking socket, and the house's own strict reader for what comes back.
#include "app/http_call.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "http/buffer.h"
#include "http/h1/body.h"
#include "http/h1/parse.h"
#include "http/h1/write.h"

namespace cardea::app {
namespace {

namespace h1 = http::h1;

constexpr std::size_t most_bytes = std::size_t{64} << 20U;

class Socket {
 public:
  explicit Socket(int file) : file_(file) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket() {
    if (file_ >= 0) ::close(file_);
  }
  [[nodiscard]] int file() const { return file_; }

 private:
  int file_;
};

Error failed_to(std::string_view what, const net::Address& to) {
  const std::string detail = std::string(what) + " " + to.text() + ": " + std::strerror(errno);
  if (errno == EAGAIN || errno == EWOULDBLOCK) return Error::timeout(detail, Origin::upstream);
  return Error::unavailable(detail, Origin::upstream);
}

void set_patience(int file, Duration patience) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(patience);
  const auto rest = std::chrono::duration_cast<std::chrono::microseconds>(patience - seconds);
  const timeval limit{.tv_sec = seconds.count(), .tv_usec = rest.count()};
  ::setsockopt(file, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
  ::setsockopt(file, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
}

std::string written(const net::Address& to, const HttpQuestion& question) {
  http::Buffer out;
  h1::write_request_line(out, question.method, question.path, {});
  h1::write_field(out, "Host", to.is_unix() ? "localhost" : to.text());
  h1::write_trusted_field(out, "Connection", "close");
  if (!question.body.empty()) {
    h1::write_trusted_field(out, "Content-Type", "application/json");
    h1::write_number_field(out, "Content-Length", question.body.size());
  }
  for (const auto& [name, value] : question.fields) h1::write_field(out, name, value);
  h1::write_end(out);
  out.append(question.body);
  return std::string(out.view());
}

Result<HttpAnswer> read_answer(std::string_view bytes, const HttpQuestion& question) {
  http::ResponseHead head;
  h1::Cursor cursor;
  const auto parsed =
      h1::parse_response(bytes, http::find_method(question.method), {}, cursor, head);
  if (parsed.state != h1::ParseState::complete) {
    return fail(Error::protocol("the answer is no proper HTTP", Origin::upstream));
  }
  HttpAnswer answer{.status = head.status, .body = {}};
  h1::Body body(head.framing);
  std::string_view rest = bytes.substr(parsed.length);
  while (!rest.empty() && !body.is_done()) {
    const auto step = body.next(rest);
    if (step.state == h1::BodyState::refused) {
      return fail(Error::protocol("the answer's body is broken", Origin::upstream));
    }
    answer.body.append(step.data);
    rest.remove_prefix(step.taken);
  }
  if (!body.is_done_at_close()) {
    return fail(Error::protocol("the answer was cut off", Origin::upstream));
  }
  return answer;
}

}  // namespace

Result<HttpAnswer> http_call(const net::Address& to, const HttpQuestion& question,
                             Duration patience) {
  const Socket socket(::socket(to.data()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.file() < 0) return fail(failed_to("no socket for", to));
  set_patience(socket.file(), patience);
  if (::connect(socket.file(), to.data(), to.size()) != 0)
    return fail(failed_to("cannot reach", to));
  const std::string text = written(to, question);
  for (std::size_t sent = 0; sent < text.size();) {
    const ssize_t count =
        ::send(socket.file(), text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (count < 0) return fail(failed_to("cannot send to", to));
    sent += static_cast<std::size_t>(count);
  }
  std::string bytes;
  std::array<char, 16384> piece{};
  while (bytes.size() < most_bytes) {
    const ssize_t count = ::recv(socket.file(), piece.data(), piece.size(), 0);
    if (count < 0) return fail(failed_to("no answer from", to));
    if (count == 0) break;
    bytes.append(piece.data(), static_cast<std::size_t>(count));
  }
  return read_answer(bytes, question);
}

}  // namespace cardea::app
