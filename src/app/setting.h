// SPDX-License-Identifier: Apache-2.0
// What is known about one setting. From this declaration alone come its reading from files,
// environment and command line, its checks, `--print-settings` and its page in the manual.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "app/node_config.h"
#include "app/setting_values.h"
#include "base/result.h"

namespace cardea::app {

/// One setting. All texts point to literals.
struct Setting {
  std::string_view name;
  std::string_view preset;  ///< the default, as it would be written; `auto` is worked out at start
  std::string_view about;   ///< one or two sentences for operators
  std::string_view kind;
  std::vector<std::string_view> aliases;  ///< other names it is read by: Kong's
  bool secret = false;                    ///< its value is never shown
  std::function<Status(std::string_view, NodeConfig&)> read;
};

/// Whether the file can be opened for reading; the error says why not.
Status check_readable(const std::string& path);

/// Builds the declaration of a setting that fills `member`.
template <class Value>
class Declared {
 public:
  Declared(std::string_view name, Value NodeConfig::* member, std::string_view preset,
           std::string_view about) {
    setting_.name = name;
    setting_.preset = preset;
    setting_.about = about;
    setting_.kind = kind(Value());
    setting_.read = [member](std::string_view text, NodeConfig& config) {
      return app::read(text, config.*member);
    };
    member_ = member;
  }

  /// Also known by this name.
  Declared also(std::string_view alias) && {
    setting_.aliases.push_back(alias);
    return std::move(*this);
  }
  Declared secret() && {
    setting_.secret = true;
    return std::move(*this);
  }
  /// Refuses values outside; `range` says in words what is allowed.
  Declared within(Value least, Value most, std::string_view range) && {
    check([least, most, range](const Value& value) -> Status {
      if (value >= least && value <= most) return {};
      return fail(Error::invalid(fmt::format("must be {}", range), Origin::self));
    });
    return std::move(*this);
  }
  /// A file, or a list of files, that must be readable.
  Declared readable() && {
    check([](const Value& value) -> Status {
      if constexpr (std::is_same_v<Value, std::string>) {
        return value.empty() ? Status() : check_readable(value);
      } else {
        for (const auto& path : value) {
          if (auto readable = check_readable(path); !readable) return readable;
        }
        return {};
      }
    });
    return std::move(*this);
  }
  /// Any other rule of this one value.
  Declared obeys(std::function<Status(const Value&)> rule) && {
    check(std::move(rule));
    return std::move(*this);
  }

  operator Setting() && { return std::move(setting_); }  // NOLINT(google-explicit-constructor)

 private:
  void check(std::function<Status(const Value&)> rule) {
    setting_.read = [read = std::move(setting_.read), rule = std::move(rule), member = member_](
                        std::string_view text, NodeConfig& config) -> Status {
      auto done = read(text, config);
      if (!done) return done;
      return rule(config.*member);
    };
  }

  Setting setting_;
  Value NodeConfig::* member_;
};

/// All settings, in the order of the manual.
const std::vector<Setting>& settings();

/// By name or alias; null when there is none.
const Setting* find_setting(std::string_view name);

}  // namespace cardea::app
