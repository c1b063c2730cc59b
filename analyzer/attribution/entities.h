// Entities: mentions that name the same one, led together over the whole article.
//
//   Entities e = find_entities(text, words, mentions);       // sets Mention::entity of names
//   e.all[k].name;                                           // the fullest form: "Maxim Suchkov"
//
// Persons meet by full name (middle names, initials and nicknames aside, and by the first or last two words of a longer
// name), then by surname, also one that is a place's name, then by first name; bodies by name, by a longer name that
// holds the shorter, and by the acronym that stands behind the name in brackets or is made of its initials. A full form
// may follow the short one (headlines).
// Which of several bearers of a surname is meant: the one whose title fits ("Mrs."), then the one named in full most often.
#pragma once

#include <string>
#include <vector>

#include "attribution/attribution.h"
#include "attribution/mentions.h"
#include "attribution/source_words.h"
#include "language/annotated.h"

namespace onrecord {

struct Entity {
  std::string name;              ///< fullest form, white space single
  MentionType type = MentionType::kUnknown;
  TokenIndex first = kNoToken;   ///< head of the first mention
  std::int32_t longest = -1;     ///< mention with the fullest form
  std::vector<std::int32_t> mentions;
  std::vector<std::int32_t> parts;  ///< of "A and B": the entities A, B
  bool named = false;            ///< by a name, not by a description
  bool plural = false;
  bool described = false;        ///< name and kind were set from a description
  SourceKind kind = SourceKind::kVague;  ///< where described
  float male = 0, female = 0;    ///< evidence from titles, nouns and pronouns of this text, and from the first name
  int he = 0, she = 0;           ///< titles, nouns and pronouns that the text uses for it: names left out

  /// Log odds that it is `gender` ('m' or 'f'), between -3 and 3.
  float leans(char gender) const;
};

struct Entities {
  std::vector<Entity> all;
  Entity& operator[](std::int32_t i) { return all[static_cast<std::size_t>(i)]; }
  const Entity& operator[](std::int32_t i) const { return all[static_cast<std::size_t>(i)]; }
};

Entities find_entities(const Annotated& text, const SourceWords& words, std::vector<Mention>& mentions);

/// The text of tokens with its white space made single.
std::string plain_text(const Annotated& text, TokenSpan span);

}  // namespace onrecord
