#include "attribution/extractor.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "article/read.h"
#include "editorial/editorial_schema.h"
#include "editorial/evaluate.h"
#include "editorial/reading.h"
#include "language/language_model.h"
#include "language/tokenize.h"
#include "quotation/find.h"
#include "rulebook/rulebook.h"
#include "base/share.h"

namespace onrecord {
namespace {

namespace fs = std::filesystem;
using Setting = ExtractorOptions::Setting;

const fs::path kSource = ONRECORD_SOURCE_DIR;

/// Rules and models of this repository, loaded once.
class Journey {
 public:
  static const Journey& get() {
    static const Journey one;
    return one;
  }
  std::vector<Attribution> run(Article article, Setting setting) const {
    Annotated text;
    tokenizer_->tokenize(article, text);
    language_->annotate(text);
    const Quotations quotations = find_quotations(article, text, quotation_);
    const Extractor& extractor = setting == Setting::kFull ? *full_ : *fast_;
    return extractor.extract(text, quotations, extractor.read_ahead(text));
  }
  /// `text` is the body of an article with a headline.
  std::vector<Attribution> run(const std::string& text, Setting setting = Setting::kFull) const {
    return run(read_text("News from the harbour\n\n" + text, {.path = "-", .id = "-", .lexicon = page_lexicon(*book_)}), setting);
  }
  Article record(std::string_view line) const {
    return *read_json(line, {.path = "-", .id = "-", .lexicon = page_lexicon(*book_)});
  }

 private:
  Journey() : schema_(editorial_schema()), book_(must(Rulebook::load(kSource / "rules", schema_))) {
    const fs::path models = models_directory(kSource / "data");
    language_ = must(LanguageModel::load(models));
    full_ = must(Extractor::load(*book_, models, {.setting = Setting::kFull}));
    fast_ = must(Extractor::load(*book_, models, {.setting = Setting::kFast}));
    tokenizer_ = std::make_unique<Tokenizer>(TokenizeOptions{
        texts("words/abbreviation-title"), texts("words/abbreviation"), texts("words/sentence-start")});
    quotation_.title_nouns = texts("words/title-noun");
    quotation_.term_cues = texts("words/term-cue");
  }
  template <class T>
  static std::unique_ptr<T> must(Result<T> r) {
    if (!r) ADD_FAILURE() << r.error().to_string();
    return std::make_unique<T>(*std::move(r));
  }
  std::vector<std::string> texts(std::string_view id) const {
    std::vector<std::string> out;
    for (const WordRow& row : book_->words(id)->rows()) out.emplace_back(row.text);
    return out;
  }

  Schema schema_;
  std::unique_ptr<Rulebook> book_;
  std::unique_ptr<LanguageModel> language_;
  std::unique_ptr<Extractor> full_, fast_;
  std::unique_ptr<Tokenizer> tokenizer_;
  QuotationOptions quotation_;
};

struct Construction {
  const char* text;
  const char* source;
  const char* cue;
  const char* content;  ///< a piece of it
};

const Construction kConstructions[] = {
    {"\"The bridge is safe,\" said Ines Calder.", "Ines Calder", "said", "The bridge is safe"},
    {"\"The bridge is safe,\" Calder said on Monday.", "Calder", "said", "The bridge is safe"},
    {"Calder said: \"The bridge is safe.\"", "Calder", "said", "The bridge is safe"},
    {"\"The bridge,\" Calder said, \"is perfectly safe.\"", "Calder", "said", "is perfectly safe"},
    {"Calder told reporters that the bridge would reopen in May.", "Calder", "told", "the bridge would reopen"},
    {"According to the harbour office, the bridge will reopen in May.", "the harbour office", "According to",
     "the bridge will reopen in May"},
    {"Calder said the bridge would reopen in May.", "Calder", "said", "the bridge would reopen in May"},
    {"The mayor dismissed the report and said the bridge would stay open.", "The mayor", "said",
     "the bridge would stay open"},
    {"The mayor dismissed the report and said the bridge would stay open.", "The mayor", "dismissed", "the report"},
    {"Calder praised the workers, adding that the bridge would reopen in May.", "Calder", "adding",
     "the bridge would reopen in May"},
    {"The decision was criticized by union leaders, who had hoped for more.", "union leaders", "criticized", "The decision"},
    {"The plan was praised by Mayor Ines Calder.", "Mayor Ines Calder", "praised", "The plan"},
    {"The ruling was condemned by Republicans.", "Republicans", "condemned", "The ruling"},
    {"The bridge will reopen in May, the harbour office said.", "the harbour office", "said",
     "The bridge will reopen in May"},
    {"WALLACE: Do you really believe that the bridge is safe?\n\nCALDER: I do, and I will say so in May.", "CALDER", ":", "I do"},
    {"MR. CALDER: I do not think that the bridge is safe, and we will close it.", "MR. CALDER", ":", "I do not"},
    {"\"The bridge was my whole life and I will miss it.\" \xe2\x80\x95 Ines Calder", "Ines Calder", "\xe2\x80\x95",
     "The bridge was my whole life"},
    {"In a statement the fishers' union said it would block the quay.\n\n\"They were told,\" the union's secretary, "
     "Odile Marsh, said. \"They were told, and they looked away.\"",
     "the union's secretary, Odile Marsh", "said", "\"They were told,\" \"They were told, and they looked away.\""},
    {"Calder's claim that the bridge was unsafe surprised the council.", "Calder's", "claim", "the bridge was unsafe"},
    {"The mayor's warning that the wall could fall was ignored.", "The mayor's", "warning", "the wall could fall"},
    {"The council criticized the plan.", "The council", "criticized", "the plan"},
    {"The company wants to close the port.", "The company", "wants", "close the port"},
    {"Officials believe the crane failed.", "Officials", "believe", "the crane failed"},
    {"Coast guard captain Ines Calder told the press a nearly 24-hour search mission involving three helicopters covering "
     "160 square miles had discovered no further signs in the water.",
     "Coast guard captain Ines Calder", "told", "a nearly 24-hour search mission"},
};

/// The style of financial papers of the 1980s and of health pages, all invented.
const Construction kOtherKinds[] = {
    {"\"The market is nervous about rates,\" says Ann Brandt, an analyst at Solt & Co.",
     "Ann Brandt, an analyst at Solt & Co.", "says", "The market is nervous about rates"},
    {"The company said in a filing with the Securities and Exchange Commission that it will sell the unit.",
     "The company", "said", "that it will sell the unit"},
    {"Analysts had expected net income of about 45 cents a share.",
     "Analysts", "expected", "net income of about 45 cents a share"},
    {"Mr. Falk declined to comment on the offer.", "Mr. Falk", "declined", "the offer"},
    {"The two companies are close to a merger, according to people familiar with the talks.",
     "people familiar with the talks", "according to", "The two companies are close to a merger"},
    {"Mr. Falk resigned in May. He added: \"I have no regrets.\"", "He", "added", "I have no regrets."},
    {"Consumer prices rose 0.5% in September, the Labor Department said.",
     "the Labor Department", "said", "Consumer prices rose 0.5% in September"},
    {"Traders said the dollar was hurt by rumors of a new round of selling by Japanese banks.",
     "Traders", "said", "the dollar was hurt by rumors"},
    {"A spokesman for the bank confirmed that talks are continuing.",
     "A spokesman for the bank", "confirmed", "talks are continuing"},
    {"Mr. Brandt was quoted as saying the talks had collapsed.", "Mr. Brandt", "saying", "the talks had collapsed"},
    {"Sales rose 12% to $410 million, the company said, from $366 million a year earlier.",
     "the company", "said", "Sales rose 12% to $410 million"},
    {"\"We're not in a hurry,\" he says. \"We can wait.\"", "he", "says", "We can wait."},
    {"The agency estimates that the program will cost $2 billion.",
     "The agency", "estimates", "the program will cost $2 billion"},
    {"Some economists believe the Fed will lower interest rates by year end.",
     "Some economists", "believe", "the Fed will lower interest rates by year end"},
    {"Mr. Calder, chairman and chief executive officer, attributed the decline to weak demand for steel.",
     "Mr. Calder, chairman and chief executive officer,", "attributed", "the decline"},
    {"Investors fear that the junk-bond market could collapse.",
     "Investors", "fear", "the junk-bond market could collapse"},
    {"The union has threatened to strike if its demands aren't met.", "The union", "threatened", "to strike"},
    {"Under terms of the agreement, Solt will pay $30 a share, the companies said.",
     "the companies", "said", "Solt will pay $30 a share"},
    {"The judge ruled that the bank had violated securities law.",
     "The judge", "ruled", "the bank had violated securities law"},
    {"In a statement, Lorne Chemical said the suit was without merit.",
     "Lorne Chemical", "said", "the suit was without merit"},
    {"Asked whether he would resign, Mr. Falk replied, \"Absolutely not.\"", "Mr. Falk", "replied", "Absolutely not."},
    {"Officials in Porto Leon, he said, had known of the leak for months.",
     "he", "said", "had known of the leak for months"},
    {"The index is likely to fall further, warns Mr. Solt of Brandt Securities.",
     "Mr. Solt of Brandt Securities", "warns", "The index is likely to fall further"},
    {"Several analysts predicted that the stock would reach $50.",
     "Several analysts", "predicted", "the stock would reach $50"},
    {"The White House insists it has no plan to raise taxes.",
     "The White House", "insists", "it has no plan to raise taxes"},
    {"The report says exports grew while imports declined.",
     "The report", "says", "exports grew while imports declined"},
    {"Mrs. Brandt recalls thinking that the firm was finished.",
     "Mrs. Brandt", "recalls", "thinking that the firm was finished"},
    {"Dealers said that, despite the rally, volume was light.", "Dealers", "said", "volume was light"},
    {"The board agreed to consider the bid, a person close to the company said.",
     "a person close to the company", "said", "The board agreed to consider the bid"},
    {"\"It was a bad quarter,\" concedes Peter Solt, the company's treasurer.",
     "Peter Solt, the company's treasurer", "concedes", "It was a bad quarter"},
    {"Mr. Lorne called the proposal \"a joke.\"", "Mr. Lorne", "called", "the proposal \"a joke"},
    {"The company wouldn't say how many workers will lose their jobs.",
     "The company", "say", "how many workers will lose their jobs"},
    {"The shares are expected to begin trading on Monday.", "", "expected", "to begin trading on Monday"},
    {"Rumors that the bank would be sold sent its shares higher.", "", "Rumors", "that the bank would be sold"},
    {"He told reporters the offer was too low.", "He", "told", "the offer was too low"},
    {"Police told the press a nearly 24-hour search had found nothing.",
     "Police", "told", "a nearly 24-hour search had found nothing"},
    {"Mr. Solt told employees in a memo that no jobs would be lost.", "Mr. Solt", "told", "no jobs would be lost"},
    {"The accord, negotiators said, would be signed this week.", "negotiators", "said", "would be signed this week"},
    {"The maker of lamps said profit fell 23%, citing higher costs.", "The maker of lamps", "said", "profit fell 23%"},
    {"Moody's said it may downgrade the bank's debt.", "Moody's", "said", "it may downgrade the bank's debt"},
    {"Calder's president, Ann Lorne, says: \"Nobody told us.\"",
     "Calder's president, Ann Lorne,", "says", "Nobody told us."},
    {"A study published in the Journal of Harbour Medicine found that sleep improves memory.",
     "A study published in the Journal of Harbour Medicine", "found", "that sleep improves memory"},
    {"Researchers at Lorne University say the drug could help patients with asthma.",
     "Researchers at Lorne University", "say", "the drug could help patients with asthma"},
    {"The CDC recommends that adults get a flu shot every year.",
     "The CDC", "recommends", "that adults get a flu shot every year"},
    {"Experts advise drinking plenty of water.", "Experts", "advise", "drinking plenty of water"},
    {"According to a 2015 review, vitamin D does not prevent colds.",
     "a 2015 review", "According to", "vitamin D does not prevent colds"},
    {"Some believe that honey cures coughs.", "Some", "believe", "that honey cures coughs"},
    {"It is thought that stress plays a role.", "", "thought", "that stress plays a role"},
    {"Dr. Brandt told Harbour Health that the vaccine is safe.", "Dr. Brandt", "told", "the vaccine is safe"},
    {"Many parents worry that the shots come too early.", "Many parents", "worry", "that the shots come too early"},
    {"Studies have shown that smoking damages the lungs.", "Studies", "shown", "that smoking damages the lungs"},
    {"Research suggests that the virus spreads through the air.",
     "Research", "suggests", "that the virus spreads through the air"},
    {"The World Health Organization estimates that 2 million children die each year.",
     "The World Health Organization", "estimates", "that 2 million children die each year"},
    {"Scientists have long known that fiber lowers cholesterol.", "Scientists", "known", "fiber lowers cholesterol"},
    {"Opponents claim that the ingredients are toxic.", "Opponents", "claim", "that the ingredients are toxic"},
    {"The American Academy of Pediatrics endorses the schedule.",
     "The American Academy of Pediatrics", "endorses", "the schedule"},
    {"The authors concluded that the risk was small.", "The authors", "concluded", "that the risk was small"},
    {"A 2012 report by the Institute of Medicine found no link between the vaccine and asthma.",
     "A 2012 report by the Institute of Medicine", "found", "no link between the vaccine and asthma"},
    {"In her blog, Ms. Falk argues that parents should decide for themselves.",
     "Ms. Falk", "argues", "that parents should decide for themselves"},
    {"The data indicate that the treatment works, researchers reported in the journal Quay.",
     "researchers", "reported", "The data indicate that the treatment works"},
    {"\"Vaccines are safe,\" writes Dr. Solt in his book.", "Dr. Solt", "writes", "Vaccines are safe"},
    {"Many people think that natural remedies are harmless.",
     "Many people", "think", "that natural remedies are harmless"},
    {"The agency states on its website that no deaths have been reported.",
     "The agency", "states", "that no deaths have been reported"},
    {"Dr. Falk explains that the body makes its own antibodies.",
     "Dr. Falk", "explains", "that the body makes its own antibodies"},
    {"Health officials urge parents to have their children vaccinated.",
     "Health officials", "urge", "to have their children vaccinated"},
    {"It has been suggested that mercury is to blame.", "", "suggested", "that mercury is to blame"},
    {"Mercury is believed by some parents to be the cause.", "some parents", "believed", "to be the cause"},
    {"In Dr. Solt's words, \"the trial was a mess from the start.\"", "Dr. Solt's", "words", "the trial was a mess"},
    {"In the words of Dr. Solt, \"nobody checked the data.\"", "Dr. Solt", "words", "nobody checked the data"},
    {"In Ms. Brandt's view, the shots are safe.", "Ms. Brandt's", "view", "the shots are safe"},
    {"Traders noted that volume was thin, and they attributed the drop to profit-taking.",
     "Traders", "noted", "that volume was thin"},
    {"Nearly half of all parents surveyed said they had delayed at least one shot.",
     "Nearly half of all parents surveyed", "said", "they had delayed"},
    {"A survey of 1,500 doctors found that most would vaccinate their own children.",
     "A survey of 1,500 doctors", "found", "that most would vaccinate"},
    {"One mother, whose son is autistic, blames the vaccine.",
     "One mother, whose son is autistic,", "blames", "the vaccine"},
    {"The link between the vaccine and autism has been discredited by many studies.",
     "many studies", "discredited", "The link"},
    {"The claim that vaccines cause autism has been repeatedly debunked.", "", "claim", "that vaccines cause autism"},
    {"Critics charge that the agency ignored warnings.", "Critics", "charge", "that the agency ignored warnings"},
    {"The magazine's cover story asked, \"Are we overmedicated?\"",
     "The magazine's cover story", "asked", "Are we overmedicated?"},
    {"Lorne's lawyers contend the evidence was obtained illegally.",
     "Lorne's lawyers", "contend", "the evidence was obtained illegally"},
    {"Calder Inc., Port Selwyn, said its board approved a 2-for-1 stock split.",
     "Calder Inc., Port Selwyn,", "said", "its board approved a 2-for-1 stock split"},
    {"The suit alleges that the firm overstated earnings.", "The suit", "alleges", "that the firm overstated earnings"},
    {"He says the whole affair \"has been blown out of proportion.\"",
     "He", "says", "the whole affair \"has been blown out of proportion"},
    {"\"I'd like to see (rates) go down,\" said Peter Solt, head of trading at Brandt Securities Inc. in Port Selwyn.",
     "Peter Solt, head of trading at Brandt Securities Inc. in Port Selwyn", "said", "I'd like to see"},
    {"\"The deal is dead,\" says an executive at the company. \"It's over.\"",
     "an executive at the company", "says", "It's over."},
    {"The company doesn't expect to report a profit until 1991, he said.",
     "he", "said", "The company doesn't expect to report a profit until 1991"},
    {"Consumers are worried about jobs, according to a poll by the Harbour Institute.",
     "a poll by the Harbour Institute", "according to", "Consumers are worried about jobs"},
    {"But analysts say the stock's price already reflects the news.",
     "analysts", "say", "the stock's price already reflects the news"},
    {"Mr. Falk, 52 years old, said he would step down, adding that it was time for a change.",
     "Mr. Falk, 52 years old,", "said", "he would step down"},
    {"The Treasury announced plans to sell $10 billion of bonds.",
     "The Treasury", "announced", "plans to sell $10 billion of bonds"},
    {"The ministry denied reports that it had intervened in the market.",
     "The ministry", "denied", "reports that it had intervened in the market"},
    {"Market participants are convinced that rates will drop.",
     "Market participants", "convinced", "that rates will drop"},
    {"It is the worst harvest in years, growers complain.", "growers", "complain", "It is the worst harvest in years"},
    {"Asked about the rumor, a spokeswoman said only that the company \"is always reviewing its options.\"",
     "a spokeswoman", "said", "that the company \"is always reviewing its options"},
    {"Investigators suspect that the fire was set.", "Investigators", "suspect", "that the fire was set"},
    {"Lawmakers are demanding that the agency release the data.",
     "Lawmakers", "demanding", "that the agency release the data"},
    {"The senator vowed to block the bill.", "The senator", "vowed", "to block the bill"},
    {"Doctors warn against giving aspirin to children.", "Doctors", "warn", "giving aspirin to children"},
    {"Dr. Lorne disagrees with the findings.", "Dr. Lorne", "disagrees", "the findings"},
    {"\"My son stopped talking the next day,\" recalls Ms. Brandt, who lives in Port Selwyn.",
     "Ms. Brandt, who lives in Port Selwyn", "recalls", "My son stopped talking"},
    {"On its Web site, the group says that vaccines contain \"toxic chemicals.\"",
     "the group", "says", "that vaccines contain"},
    {"As Dr. Solt puts it, the benefits outweigh the risks.", "Dr. Solt", "puts", "the benefits outweigh the risks"},
    {"As the CDC notes, measles is highly contagious.", "the CDC", "notes", "measles is highly contagious"},
    {"Vaccines are considered safe by the vast majority of doctors.",
     "the vast majority of doctors", "considered", "safe"},
    {"The institute's director, Ines Calder, cautioned that more research is needed.",
     "The institute's director, Ines Calder,", "cautioned", "that more research is needed"},
    {"Dealers in Port Selwyn speculated that the central bank had sold dollars.",
     "Dealers in Port Selwyn", "speculated", "that the central bank had sold dollars"},
    {"The paper, quoting unnamed officials, said talks had broken down.", "The paper", "said", "talks had broken down"},
    {"Mr. Calder has said publicly that he won't sell.", "Mr. Calder", "said", "that he won't sell"},
    {"\"There's no panic,\" he insists.", "he", "insists", "There's no panic"},
    {"\"We'll wait and see,\" Mr. Lorne said, \"before we do anything.\"",
     "Mr. Lorne", "said", "before we do anything"},
    {"\"Why,\" Ms. Falk asks, \"would anyone lie?\"", "Ms. Falk", "asks", "would anyone lie?"},
    {"The bank's chairman said yesterday in an interview that he was confident about the year.",
     "The bank's chairman", "said", "that he was confident about the year"},
    {"Mr. Solt said that while profits fell, \"the outlook is good.\"", "Mr. Solt", "said", "\"the outlook is good"},
    {"They say they will appeal.", "They", "say", "they will appeal"},
    {"Analysts at Brandt & Co. put the value of the unit at $300 million.",
     "Analysts at Brandt & Co.", "put", "the value of the unit at $300 million"},
    {"The magistrate found that the doctor had acted dishonestly.",
     "The magistrate", "found", "that the doctor had acted dishonestly"},
    {"Health groups have called for a ban on the additive.", "Health groups", "called", "a ban on the additive"},
    {"The editors retracted the paper, saying its results could not be trusted.",
     "The editors", "saying", "its results could not be trusted"},
    {"Nobody knows why the rate is rising.", "Nobody", "knows", "why the rate is rising"},
    {"Many people mistakenly assume that natural means safe.", "Many people", "assume", "that natural means safe"},
    {"In my opinion, nobody checked the data.", "my", "opinion", "nobody checked the data"},
    {"The shots, in Ms. Brandt's opinion, are safe.", "Ms. Brandt's", "opinion", "The shots are safe"},
    {"The ferry was, in her words, \"a floating coffin.\"", "her", "words", "a floating coffin"},
    {"As Mr. Lorne put it in a letter to shareholders, \"nobody saw it coming.\"",
     "Mr. Lorne", "put", "nobody saw it coming"},
    {"The agency puts the number of injured children at 4,000.",
     "The agency", "puts", "the number of injured children at 4,000"},
};

bool has(const std::vector<Attribution>& found, const Construction& c) {
  return std::any_of(found.begin(), found.end(), [&](const Attribution& a) {
    return a.source.text == c.source && a.cue.text.find(c.cue) != std::string::npos &&
           a.content.text.find(c.content) != std::string::npos;
  });
}

std::string shown(const std::vector<Attribution>& found) {
  std::string out;
  for (const Attribution& a : found)
    out += "\n  [" + a.source.text + "] [" + a.cue.text + "] [" + a.content.text + "] " + a.rule;
  return out;
}

TEST(Extractor, FindsEveryConstruction) {
  for (const Construction& c : kConstructions) {
    const auto found = Journey::get().run(c.text);
    EXPECT_TRUE(has(found, c)) << c.text << shown(found) << "\nfast:" << shown(Journey::get().run(c.text, Setting::kFast));
  }
}

/// What is learnt anew may lose a row here and there.
TEST(Extractor, FindsWhatOtherKindsOfNewsWrite) {
  std::size_t n = 0, lost = 0;
  std::string shown_lost;
  for (const Construction& c : kOtherKinds) {
    const auto found = Journey::get().run(c.text);
    ++n;
    if (has(found, c)) continue;
    ++lost;
    shown_lost += std::string("\n") + c.text + shown(found);
  }
  EXPECT_LE(lost * 20, n) << lost << " of " << n << shown_lost;
}

TEST(Extractor, QuotationsGoOnWithoutACue) {
  const auto found = Journey::get().run("\"We lost,\" Calder said. \"We will be back.\"");
  ASSERT_EQ(found.size(), 1u) << shown(found);
  EXPECT_EQ(found[0].content.spans.size(), 2u);
  EXPECT_EQ(found[0].form, Form::kDirect);
}

TEST(Extractor, StaysSilentWhereNobodySpeaks) {
  for (const char* text : {"The crane stood beside the harbour.", "Rain fell all night.", "The port has two cranes."})
    EXPECT_TRUE(Journey::get().run(text).empty()) << text << shown(Journey::get().run(text));
}

/// "called off" is no "called".
TEST(Extractor, ParticlesMakeOtherVerbs) {
  for (const char* text : {"The council called off its search on Monday.", "The union called off its strike."})
    EXPECT_TRUE(Journey::get().run(text).empty()) << text << shown(Journey::get().run(text));
  EXPECT_FALSE(Journey::get().run("Calder pointed out that the bridge was unsafe.").empty());
}

struct StanceRow {
  const char* text;
  Stance stance;
};

TEST(Extractor, TellsStances) {
  const StanceRow rows[] = {
      {"Calder said the bridge was safe.", Stance::kAsserts},
      {"Calder denied that the bridge was unsafe.", Stance::kDenies},
      {"Calder did not say that the bridge was safe.", Stance::kDeclines},
      {"Calder asked whether the bridge was safe.", Stance::kQuestions},
      {"Calder suggested that the bridge was unsafe.", Stance::kHedged},
      {"Critics might argue that the bridge is unsafe.", Stance::kHypothetical},
  };
  for (const StanceRow& row : rows) {
    const auto found = Journey::get().run(row.text);
    ASSERT_FALSE(found.empty()) << row.text;
    EXPECT_EQ(found[0].stance, row.stance) << row.text << ": " << name_of(found[0].stance);
  }
}

TEST(Extractor, TellsTypes) {
  const std::pair<const char*, AttributionType> rows[] = {
      {"Calder said the bridge was safe.", AttributionType::kStatement},
      {"Officials believe the crane failed.", AttributionType::kBelief},
      {"The company wants to close the port.", AttributionType::kIntention},
      {"The council criticized the plan.", AttributionType::kEvaluation},
  };
  for (const auto& [text, type] : rows) {
    const auto found = Journey::get().run(text);
    ASSERT_FALSE(found.empty()) << text;
    EXPECT_EQ(found[0].type, type) << text << ": " << name_of(found[0].type);
  }
}

TEST(Extractor, TellsItsRuleAndEvidence) {
  const auto found = Journey::get().run("Calder said the bridge would reopen in May.");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].rule, "attribution/clause");
  EXPECT_GT(found[0].confidence, .5);
  ASSERT_GE(found[0].evidence.size(), 3u);
  EXPECT_NE(found[0].evidence[0].what.find("\"say\" is a cue"), std::string::npos) << found[0].evidence[0].what;
}

TEST(Extractor, SameTextSameResult) {
  const std::string text =
      "Calder said the bridge would reopen. \"We are ready,\" she added. Critics called the plan a mistake.\n\n"
      "According to the council, the work cost 2 million.";
  for (Setting setting : {Setting::kFull, Setting::kFast})
    EXPECT_EQ(shown(Journey::get().run(text, setting)), shown(Journey::get().run(text, setting)));
}

TEST(Extractor, NothingInNothingOut) {
  EXPECT_TRUE(Journey::get().run("").empty());
  EXPECT_TRUE(Journey::get().run("\n \n").empty());
}

TEST(Extractor, LongLinesStayLinear) {
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "\"So\" said he said that she said \"no";
  EXPECT_NO_THROW(Journey::get().run(text));
}

TEST(Extractor, SaysWhatIsMissing) {
  const Schema schema = editorial_schema();
  const auto book = Rulebook::load(kSource / "rules", schema);
  ASSERT_TRUE(book) << book.error().to_string();
  const auto none = Extractor::load(*book, "/nowhere", {});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().path, "/nowhere/attribution.bin");
}

/// Every fourth article of the corpus' dev part, against floors a little under what was measured on all of it.
TEST(Extractor, KeepsItsAccuracy) {
  const char* shared = std::getenv("ONRECORD_SHARED");
  const fs::path gold = fs::path(shared ? shared : (kSource / "../shared").string()) / "corpora/polnear/dev.jsonl";
  if (!fs::exists(gold)) GTEST_SKIP() << gold << " is absent";
  std::ifstream in(gold);
  Evaluation full, fast;
  int n = 0;
  for (std::string line; std::getline(in, line);) {
    if (n++ % 4 != 0) continue;
    const auto marked_gold = read_marked(line);
    ASSERT_TRUE(marked_gold);
    for (Setting setting : {Setting::kFull, Setting::kFast}) {
      Analysis a;
      a.article = Journey::get().record(line);
      a.attributions = Journey::get().run(a.article, setting);
      evaluate(*marked_gold, marked(a), setting == Setting::kFull ? full : fast);
    }
  }
  EXPECT_GT(full.figures["token.micro"].f1(), .79);
  EXPECT_GT(full.figures["attr.source"].f1(), .65);
  EXPECT_GT(full.figures["attr.source.direct"].f1(), .86);
  EXPECT_GT(full.figures["span.content"].f1(), .53);
  EXPECT_GT(fast.figures["token.micro"].f1(), .76);
  EXPECT_GT(fast.figures["attr.source"].f1(), .58);
}

}  // namespace
}  // namespace onrecord
