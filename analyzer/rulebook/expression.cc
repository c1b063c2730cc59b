#include "rulebook/expression.h"

namespace onrecord {
namespace {

/// Appends `text` as one line, cut at `longest` characters.
void append_line(std::string& out, std::string_view text, std::size_t longest) {
  bool blank = false;
  for (std::size_t i = 0, n = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
      blank = true;
      continue;
    }
    if ((c & 0xC0) != 0x80 && n++ >= longest) {
      out += "\xe2\x80\xa6";  // …
      return;
    }
    if (blank && !out.empty() && out.back() != ' ') out += ' ';
    blank = false;
    out += text[i];
  }
}

}  // namespace

std::string TextTemplate::fill(Env& env) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    if (piece.hole) append_line(out, piece.hole.text(env), kLongestHole);
    else out += piece.words;
  }
  return out;
}

}  // namespace onrecord
