// Builds JSON text: appends to one string, keeps track of commas, escapes, and never writes anything but valid UTF-8.
//
//   JsonWriter json(out);
//   json.begin_object();
//   json.member("name").text("Ines \"Ina\" Calder");
//   json.member("spans").begin_array().number(3).number(8).end_array();
//   json.end_object();                        // {"name":"Ines \"Ina\" Calder","spans":[3,8]}
//
// Strings are copied in runs of plain bytes; only what needs an escape or is not ASCII is looked at one by one.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace onrecord {

class JsonWriter {
 public:
  /// Appends to `out`, which must outlive the writer.
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& begin_object() { return open('{'); }
  JsonWriter& end_object() { return close('}'); }
  JsonWriter& begin_array() { return open('['); }
  JsonWriter& end_array() { return close(']'); }
  /// The name of the next value. REQUIRES: inside an object; `name` needs no escape.
  JsonWriter& member(std::string_view name);

  /// Broken UTF-8 becomes U+FFFD.
  JsonWriter& text(std::string_view value);
  /// null where `value` is empty: not known, not stated.
  JsonWriter& text_or_null(std::string_view value) { return value.empty() ? null() : text(value); }
  JsonWriter& number(std::int64_t value);
  /// Rounded to four decimals; null where it is no finite number.
  JsonWriter& decimal(double value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }

  /// A line break between values, for people; no effect on the value.
  JsonWriter& line_break(std::string_view indent);

 private:
  JsonWriter& open(char c);
  JsonWriter& close(char c);
  JsonWriter& raw(std::string_view value);
  void separate();
  void append_escaped(std::string_view value);

  std::string& out_;
  bool comma_ = false;           ///< the next value needs a comma before it
  std::string_view break_ = {};  ///< waits for the comma before it
  bool broken_ = false;
};

}  // namespace onrecord
