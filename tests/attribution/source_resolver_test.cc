// Articles of our own about people and places that do not exist, annotated by the committed models.
#include "attribution/source_resolver.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "article/read.h"
#include "language/language_model.h"
#include "language/tokenize.h"
#include "quotation/find.h"
#include "editorial/editorial_schema.h"
#include "base/share.h"

namespace onrecord {
namespace {

/// What all rows share: loaded once.
struct Kit {
  Schema schema = editorial_schema();
  Result<Rulebook> book = Rulebook::load(std::filesystem::path(ONRECORD_SOURCE_DIR) / "rules", schema);
  Result<LanguageModel> language = LanguageModel::load(models_directory(std::filesystem::path(ONRECORD_SOURCE_DIR) / "data"));
  Registry registry = Registry::of({
      {{"Harbour Gazette", "outlet", "Nordland", "private", "gr", "test"}, {"The Gazette"}, {}},
      {{"Nordland Television", "state media", "Nordland", "state controlled", "d", "test"}, {"NTV"}, {}},
      {{"Chirper", "platform", "", "", "", "test"}, {}, {}},
      {{"Coastal Press", "agency", "", "", "", "test"}, {}, {}},
      {{"Brelia", "state media", "Nordland", "state controlled", "", "test"}, {}, {}},
      {{"Canada Today", "outlet", "Canada", "private", "", "test"}, {}, {}},
      {{"Iran", "state media", "Iran", "state controlled", "", "test"}, {}, {}},
      {{"The Beacon", "outlet", "Nordland", "private", "", "test"}, {"Beacon"}, {}},
  });
};

/// One attribution by its words.
struct Said {
  std::string source, cue, content;
  int parent = -1;
};

struct Resolved {
  std::vector<Attribution> attributions;
  std::vector<Source> sources;
  const Source& of(std::size_t i) const {
    static const Source none;
    const int id = attributions[i].source_id;
    return id < 0 ? none : sources[static_cast<std::size_t>(id)];
  }
};

class SourceResolverTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { kit_ = new Kit; }
  static void TearDownTestSuite() { delete kit_; }
  void SetUp() override {
    ASSERT_TRUE(kit_->book) << kit_->book.error().to_string();
    ASSERT_TRUE(kit_->language) << kit_->language.error().to_string();
  }

  /// Parts are looked for from the place where the last attribution's source was found.
  Resolved resolve(const std::string& text, const std::vector<Said>& said, const std::string& byline = "") {
    const auto texts = [](std::string_view id) {
      std::vector<std::string> out;
      for (const WordRow& row : kit_->book->words(id)->rows()) out.emplace_back(row.text);
      return out;
    };
    const TokenizeOptions titles{texts("words/abbreviation-title"), texts("words/abbreviation"), texts("words/sentence-start")};
    Article article = read_text(text, {.path = "t", .id = "t", .lexicon = {}});
    article.byline = byline;
    Annotated annotated;
    Tokenizer(titles).tokenize(article, annotated);
    kit_->language->annotate(annotated);
    const Quotations quotations = find_quotations(article, annotated, {});
    Resolved out;
    std::size_t from = 0;
    for (const Said& s : said) {
      Attribution a;
      a.id = static_cast<int>(out.attributions.size());
      a.parent = s.parent;
      const std::size_t begin = article.text.find(s.source, from);
      const auto mark = [&](Role& role, const std::string& words, std::size_t near) {
        if (words.empty()) return;
        std::size_t at = article.text.find(words, near);
        if (at == std::string::npos) at = article.text.rfind(words, near);
        ASSERT_NE(at, std::string::npos) << words;
        role.spans = {{BytePos{at}, BytePos{at + words.size()}}};
        role.text = words;
      };
      mark(a.source, s.source, from);
      const std::size_t near = begin == std::string::npos ? from : begin;
      mark(a.cue, s.cue, near);
      mark(a.content, s.content, near > 150 ? near - 150 : 0);
      out.attributions.push_back(std::move(a));
      if (begin != std::string::npos) from = begin + s.source.size();
    }
    out.sources = SourceResolver(*kit_->book, kit_->registry).resolve(annotated, quotations, out.attributions);
    return out;
  }

  static Kit* kit_;
};
Kit* SourceResolverTest::kit_ = nullptr;

constexpr const char* kHarbour =
    "Harbour council votes to close the quay\n\n"
    "Ines Calder, director of the Nordland Port Authority, said on Monday that the quay was unsafe.\n\n"
    "\"We have no choice,\" Calder said in a statement. She added that the works would take two years.\n\n"
    "The Nordland Fishing Union (NFU) called the plan a disgrace. The union said it would go to court.\n\n"
    "Mayor Tomas Reed told the Harbour Gazette that he backed the plan.\n\n"
    "\"It is the right thing to do,\" the mayor said.\n\n"
    "Some say the quay should stay open. A senior official, who spoke on condition of anonymity because he was not "
    "authorized to speak publicly, said a third survey had been kept back.\n";

TEST_F(SourceResolverTest, WhoKindAndRole) {
  const Resolved r = resolve(kHarbour, {{"Ines Calder, director of the Nordland Port Authority,", "said", "that the quay was unsafe"},
                                        {"Calder", "said", "We have no choice"},
                                        {"She", "added", "that the works would take two years"},
                                        {"The union", "said", "it would go to court"},
                                        {"Mayor Tomas Reed", "told", "that he backed the plan"},
                                        {"the mayor", "said", "It is the right thing to do"},
                                        {"Some", "say", "the quay should stay open"},
                                        {"A senior official", "said", "a third survey had been kept back"}});
  EXPECT_EQ(r.of(0).name, "Ines Calder");
  EXPECT_EQ(r.of(0).kind, SourceKind::kPerson);
  EXPECT_EQ(r.of(0).role, "director of the Nordland Port Authority");
  EXPECT_TRUE(r.of(0).identified);
  EXPECT_EQ(r.attributions[1].source_id, r.attributions[0].source_id);
  EXPECT_EQ(r.attributions[1].medium, "in a statement");
  EXPECT_EQ(r.attributions[2].source_id, r.attributions[0].source_id);
  EXPECT_EQ(r.of(0).gender, 'f');
  EXPECT_NE(r.of(3).name.find("Nordland Fishing Union"), std::string::npos) << r.of(3).name;
  EXPECT_EQ(r.of(3).kind, SourceKind::kOrganization);
  EXPECT_EQ(r.of(4).name, "Tomas Reed");
  EXPECT_EQ(r.of(4).role, "Mayor");
  EXPECT_EQ(r.attributions[4].via, "Harbour Gazette");
  EXPECT_EQ(r.attributions[5].source_id, r.attributions[4].source_id);
  EXPECT_EQ(r.of(6).kind, SourceKind::kVague);
  EXPECT_FALSE(r.of(6).identified);
  EXPECT_EQ(r.of(7).kind, SourceKind::kAnonymous);
  EXPECT_EQ(r.of(7).reason, "because he was not authorized to speak publicly");
}

TEST_F(SourceResolverTest, FormsOfRoles) {
  struct Row {
    const char* text;
    const char* source;
    const char* name;
    const char* role;
  };
  for (const Row& row : std::vector<Row>{
           {"The party's treasurer, Ada Lorne, said the books were in order.", "The party's treasurer, Ada Lorne,", "Ada Lorne", "party's treasurer"},
           {"Nordland Prime Minister Oskar Vane said the books were in order.", "Nordland Prime Minister Oskar Vane", "Oskar Vane", "Nordland Prime Minister"},
           {"Ada Lorne, a lawyer from Port Ellis, said the books were in order.", "Ada Lorne, a lawyer from Port Ellis,", "Ada Lorne", "lawyer from Port Ellis"},
           {"Nordland Secretary of State Oskar Vane said the books were in order.", "Nordland Secretary of State Oskar Vane", "Oskar Vane", "Nordland Secretary of State"},
           {"Senator Ada Lorne, Democrat of Nordland, said the books were in order.", "Senator Ada Lorne, Democrat of Nordland,", "Ada Lorne", "Democrat of Nordland"},
           {"He heard from the secretary of trade, Ada Lorne, that the books were in order.", "the secretary of trade, Ada Lorne,", "Ada Lorne", "secretary of trade"},
           {"Mr. Oskar Vane said the books were in order.", "Mr. Oskar Vane", "Oskar Vane", ""},
           {"Port Ellis County Sheriff Bill Reed said the books were in order.", "Port Ellis County Sheriff Bill Reed", "Bill Reed", "Port Ellis County Sheriff"},
           {"Special Representative for Nordland Brian Reed said the books were in order.", "Special Representative for Nordland Brian Reed", "Brian Reed", "Special Representative for Nordland"},
           {"Former prosecutor and Port Ellis Mayor Ada Lorne said the books were in order.", "Former prosecutor and Port Ellis Mayor Ada Lorne", "Ada Lorne", "Former prosecutor and Port Ellis Mayor"},
           {"Harbour Group chief executive Nick Hale said the books were in order.", "Harbour Group chief executive Nick Hale", "Nick Hale", "Harbour Group chief executive"},
           {"Nick Hale, Ada Lorne's fired campaign manager, said the books were in order.", "Nick Hale, Ada Lorne's fired campaign manager,", "Nick Hale", "Ada Lorne's fired campaign manager"},
           {"Nick Hale, host of Radio Nordland's \"Morning Watch,\" said the books were in order.", "Nick Hale, host of Radio Nordland's \"Morning Watch,\"", "Nick Hale", "host of Radio Nordland's \"Morning Watch,\""},
           {"Dr. Lee, an oncologist at Port Ellis Hospital, said the books were in order.", "Dr. Lee, an oncologist at Port Ellis Hospital,", "Lee", "oncologist at Port Ellis Hospital"},
           {"David Vane, an analyst with Lorne, Hale & Co., said the books were in order.", "David Vane, an analyst with Lorne, Hale & Co.,", "David Vane", "analyst with Lorne, Hale & Co."},
           {"Ada Lorne's longtime confident Tom Reed said the books were in order.", "Ada Lorne's longtime confident Tom Reed", "Tom Reed", ""},
           {"Nick Hale, who is running for mayor, said the books were in order.", "Nick Hale, who is running for mayor,", "Nick Hale", ""},
           {"PORT ELLIS - Nordland Prime Minister Oskar Vane said the books were in order.", "Nordland Prime Minister Oskar Vane", "Oskar Vane", "Nordland Prime Minister"},
           {"Ada Lorne, director of the port and an adviser to banks, said the books were in order.", "Ada Lorne, director of the port and an adviser to banks,", "Ada Lorne", "director of the port and an adviser to banks"},
           {"One of the deputy mayors, Ada Lorne, said the books were in order.", "One of the deputy mayors, Ada Lorne,", "Ada Lorne", "deputy mayors"},
           {"One of the study's authors, biologist Ada Lorne, said the books were in order.", "One of the study's authors, biologist Ada Lorne,", "Ada Lorne", "biologist"},
           {"Former radio host and shock jock Howard Reed said the books were in order.", "Former radio host and shock jock Howard Reed", "Howard Reed", "Former radio host and shock jock"},
           {"Calder & Sons President and CEO Andy Reed said the books were in order.", "Calder & Sons President and CEO Andy Reed", "Andy Reed", "Calder & Sons President and CEO"},
           {"John J. Reed Jr., chairman of the exchange, said the books were in order.", "John J. Reed Jr., chairman of the exchange,", "John J. Reed Jr.", "chairman of the exchange"},
           {"Ada Lorne served as mayor of Port Ellis from 1999 to 2004. Lorne said the books were in order.", "Lorne", "Ada Lorne", "mayor of Port Ellis"},
           {"Ada Lorne resumed the office of Speaker on Thursday. Lorne said the books were in order.", "Lorne", "Ada Lorne", "Speaker"},
           {"Ada Lorne was elected mayor in June. Lorne said the books were in order.", "Lorne", "Ada Lorne", "mayor"},
           {"Dr. Ada Lorne, of the University of Nordland, said the books were in order.", "Dr. Ada Lorne, of the University of Nordland,", "Ada Lorne", "of the University of Nordland"},
           {"The council's chairman, Richard Reed, a former law professor, said the books were in order.", "The council's chairman, Richard Reed, a former law professor,", "Richard Reed", "council's chairman"},
           {"Retired U.S. Navy Gen. Ada Lorne said the books were in order.", "Retired U.S. Navy Gen. Ada Lorne", "Ada Lorne", "Retired U.S. Navy Gen."},
           {"Sen. Rand Paul Lorne said the books were in order.", "Sen. Rand Paul Lorne", "Rand Paul Lorne", "Sen."},
       }) {
    const Resolved r = resolve(row.text, {{row.source, "", "the books were in order"}});
    EXPECT_EQ(r.of(0).name, row.name) << row.text;
    EXPECT_EQ(r.of(0).role, row.role) << row.text;
    EXPECT_EQ(r.of(0).kind, SourceKind::kPerson) << row.text;
  }
}

TEST_F(SourceResolverTest, Kinds) {
  struct Row {
    const char* source;
    SourceKind kind;
  };
  for (const Row& row : std::vector<Row>{
           {"a new report by the Nordland Audit Office", SourceKind::kDocument},
           {"critics", SourceKind::kVague},
           {"some in Port Ellis", SourceKind::kVague},
           {"people familiar with the talks", SourceKind::kAnonymous},
           {"a senior official", SourceKind::kAnonymous},
           {"residents of Port Ellis", SourceKind::kGroup},
           {"the ministry", SourceKind::kOrganization},
           {"a spokesman for the ministry", SourceKind::kOffice},
           {"the newspaper", SourceKind::kOutlet},
           {"42 percent of voters", SourceKind::kGroup},
           {"researchers", SourceKind::kVague},
           {"researchers at the University of Nordland", SourceKind::kGroup},
           {"critics of Nordland", SourceKind::kVague},
           {"the retailer", SourceKind::kOrganization},
           {"the New York-based maker of boxes", SourceKind::kOrganization},
           {"policy makers", SourceKind::kGroup},
           {"Oversight Committee Republicans", SourceKind::kGroup},
           {"the National Association of Builders", SourceKind::kOrganization},
           {"Calder University researchers", SourceKind::kGroup},
           {"an oncologist", SourceKind::kAnonymous},
           {"an executive at the Calder Foundation", SourceKind::kAnonymous},
           {"the Directorate General of Civil Aviation", SourceKind::kOrganization},
       }) {
    std::string text = std::string("The quay, according to ") + row.source + ", was unsafe.";
    const Resolved r = resolve(text, {{row.source, "according to", "was unsafe"}});
    EXPECT_EQ(r.of(0).kind, row.kind) << row.source << " is " << name_of(r.of(0).kind);
  }
}

/// Who the last source is, by what decides it.
TEST_F(SourceResolverTest, WhoIsMeant) {
  struct Row {
    const char* why;
    const char* text;
    std::vector<Said> said;
    const char* name;
  };
  for (const Row& row : std::vector<Row>{
           {"nobody names himself in his own quotation",
            "Peter Lorne met Oskar Vane in Port Ellis on Monday. \"Vane is wrong,\" he said.",
            {{"he", "said", "\"Vane is wrong,\""}}, "Peter Lorne"},
           {"first names tell \"she\" from \"he\"",
            "Peter Lorne met Charlotte Vane in Port Ellis. He was late. The quay, she said, was unsafe.",
            {{"she", "said", "The quay"}}, "Charlotte Vane"},
           {"Mr. Vane is no Charlotte",
            "Charlotte Vane and Peter Vane live in Port Ellis. Mr. Vane said the quay was unsafe.",
            {{"Mr. Vane", "said", "the quay was unsafe"}}, "Peter Vane"},
           {"who was introduced in the sentence before",
            "Peter Reed closed a quay in May.\n\nThat worries David Vane, a Port Ellis mayor.\n\n\"Nobody asked us,\" he said.",
            {{"he", "said", "\"Nobody asked us,\""}}, "David Vane"},
           {"they who spoke go on speaking",
            "Union leaders told residents the quay was unsafe. Prices, they said, would rise.",
            {{"Union leaders", "told", "the quay was unsafe"}, {"they", "said", "Prices"}}, "Union leaders"},
           {"who, behind what is said of a name",
            "The money came from Peter Lorne, a Port Ellis builder, who said the quay was unsafe.",
            {{"who", "said", "the quay was unsafe"}}, "Peter Lorne"},
           {"those who",
            "Peter Lorne spoke to those who fear the sea.", {{"who", "fear", "the sea"}}, "those"},
           {"a firm by its first word", "Marshall Foods Corp. named a president. Marshall said the quay was unsafe.",
            {{"Marshall", "said", "the quay was unsafe"}}, "Marshall Foods Corp."},
           {"a company, and no agency of long name",
            "The Food and Drug Administration met. The FDA paid. The study was funded by Calder Pharmaceuticals. The company said the quay was unsafe.",
            {{"The company", "said", "the quay was unsafe"}}, "Calder Pharmaceuticals"},
           {"the name that closes a description",
            "The Port Ellis-based bank that arranged the loans, Midland Trust, said the quay was unsafe.",
            {{"The Port Ellis-based bank that arranged the loans, Midland Trust,", "said", "the quay was unsafe"}}, "Midland Trust"},
           {"a spokesman is told by whom he speaks for",
            "A spokesman for Lorne Holdings declined to comment. The spokesman said the quay was unsafe.",
            {{"A spokesman for Lorne Holdings", "declined", "to comment"}, {"The spokesman", "said", "the quay was unsafe"}},
            "A spokesman for Lorne Holdings"},
           {"a group by the full name of who leads it",
            "Charlotte Falk came late. Dr. Falk and her colleagues said the quay was unsafe.",
            {{"Dr. Falk and her colleagues", "said", "the quay was unsafe"}}, "Dr. Charlotte Falk and her colleagues"},
           {"a profession not spoken of before",
            "Dr. Charlotte Falk says light matters. The psychiatrist said the quay was unsafe.",
            {{"Dr. Charlotte Falk", "says", "light matters"}, {"The psychiatrist", "said", "the quay was unsafe"}}, "Charlotte Falk"},
           {"a firm that says \"it\" of itself", "Wells Calder said it fired 900 people. The bank said the quay was unsafe.",
            {{"Wells Calder", "said", "it fired 900 people"}, {"The bank", "said", "the quay was unsafe"}}, "Wells Calder"},
           {"a first name of two halves", "Director of Mercy International Man-kei Tam said the quay was unsafe.",
            {{"Director of Mercy International Man-kei Tam", "said", "the quay was unsafe"}}, "Man-kei Tam"},
           {"several doctors", "Drs. Ann Moss and Lee Park said the quay was unsafe.",
            {{"Drs. Ann Moss and Lee Park", "said", "the quay was unsafe"}}, "Ann Moss and Lee Park"},
           {"a place tells more of the company", "Marlin Drilling Co. expects a loss. The Chicago concern said the quay was unsafe.",
            {{"The Chicago concern", "said", "the quay was unsafe"}}, "Marlin Drilling Co."},
           {"so does a trade", "The National Association of Builders met. The trade group said the quay was unsafe.",
            {{"The trade group", "said", "the quay was unsafe"}}, "National Association of Builders"},
           {"a firm that begins with initials", "L.J. Marlowe Corp. bought shares. Marlowe said the quay was unsafe.",
            {{"Marlowe", "said", "the quay was unsafe"}}, "L.J. Marlowe Corp."},
           {"degrees are no names", "The study's leader, Jane Mott, MD, PhD, came late. Jane Mott, MD, said the quay was unsafe.",
            {{"Jane Mott, MD,", "said", "the quay was unsafe"}}, "Jane Mott"},
           {"an official, and not his ministry", "A Ministry of Finance official said the quay was unsafe.",
            {{"A Ministry of Finance official", "said", "the quay was unsafe"}}, "A Ministry of Finance official"},
           {"a surname that looks like a plural", "Dr. Roy Sims came late. Sims, a pharmacologist, said the quay was unsafe.",
            {{"Sims, a pharmacologist,", "said", "the quay was unsafe"}}, "Roy Sims"},
           {"the pair of bodies named before", "The Harbour Office and the Coast Agency met. The agencies said the quay was unsafe.",
            {{"The agencies", "said", "the quay was unsafe"}}, "Harbour Office and Coast Agency"},
           {"who was brought in behind a preposition", "The memo was read by a Salem trader. The trader said the quay was unsafe.",
            {{"The trader", "said", "the quay was unsafe"}}, "a Salem trader"},
           {"a firm whose name begins like a title", "General Lorne Corp. said profit fell. General Lorne said the quay was unsafe.",
            {{"General Lorne", "said", "the quay was unsafe"}}, "General Lorne Corp."},
           {"the first word of a firm", "Sea Containers Ltd. said the quay was unsafe.",
            {{"Sea Containers Ltd.", "said", "the quay was unsafe"}}, "Sea Containers Ltd."},
           {"the name that closes a clause", "The woman who runs the office, Jane Tull, said the quay was unsafe.",
            {{"The woman who runs the office, Jane Tull,", "said", "the quay was unsafe"}}, "Jane Tull"},
           {"another body's chairman", "The harbour firm's chairman, William Reed, came late. The council's chairman said the quay was unsafe.",
            {{"The council's chairman", "said", "the quay was unsafe"}}, "council's chairman"},
           {"where a company is", "Sea Containers Ltd. sold a unit. The Bermuda-based concern said the quay was unsafe.",
            {{"The Bermuda-based concern", "said", "the quay was unsafe"}}, "Sea Containers Ltd."},
           {"a misspelt surname", "Charlotte Calder, the mayor, came late. Caldar said the quay was unsafe.",
            {{"Caldar", "said", "the quay was unsafe"}}, "Charlotte Calder"},
           {"a place that no role holds: who is spoken of",
            "Sen. David Vane spoke on Monday.\n\nPeter Lorne came on Tuesday. \"The quay is lost,\" the Nordland senator said.",
            {{"the Nordland senator", "said", "\"The quay is lost,\""}}, "Peter Lorne"},
           {"a minister named behind his post",
            "The minister of trade, Mr. Lorne, said the quay was unsafe.",
            {{"The minister of trade, Mr. Lorne,", "said", "the quay was unsafe"}}, "Lorne"},
           {"nobody tells himself",
            "Peter Lorne met Oskar Vane in Port Ellis on Monday. It was late. \"No,\" he told Vane.",
            {{"he", "told", "\"No,\""}}, "Peter Lorne"},
           {"what stands before a long quotation counts, not its length",
            "Peter Reed closed a quay in May.\n\nThat worries David Vane, a Port Ellis mayor.\n\n\"Nobody asked us. It was wrong. Prices are up,\" he said.",
            {{"he", "said", "\"Nobody asked us. It was wrong. Prices are up,\""}}, "David Vane"},
           {"a platform is a body, whatever the tagger says",
            "Twitter closed its office in Port Ellis. Twitter lost money. It said the quay was too far.",
            {{"It", "said", "the quay was too far"}}, "Twitter"},
           {"the two countries", "Nordland and Selmark share the sea. The two countries say it is safe.",
            {{"The two countries", "say", "it is safe"}}, "Nordland and Selmark"},
           {"two things are none that stands before",
            "A report came out on Monday. Lorne liked it. The report and the film say the quay is unsafe.",
            {{"The report and the film", "say", "the quay is unsafe"}}, "report and the film"},
           {"an institute is no union",
            "Ada Lorne of the Harbour Institute came late. The dockers' union said the quay was unsafe.",
            {{"The dockers' union", "said", "the quay was unsafe"}}, "dockers' union"},
           {"a firm of two names", "Lorne Fargo & Co. lost money on Monday. The company said the quay was unsafe.",
            {{"The company", "said", "the quay was unsafe"}}, "Lorne Fargo & Co."},
           {"the concern is the company", "Calder Industries Inc. sold its paper unit. The concern said the quay was unsafe.",
            {{"The concern", "said", "the quay was unsafe"}}, "Calder Industries Inc."},
           {"a body named in passing", "Calder Group chief executive Nick Hale came late. The retailer said the quay was unsafe.",
            {{"The retailer", "said", "the quay was unsafe"}}, "Calder Group"},
           {"the agency is the board", "The Federal Harbour Board met on Monday. The agency said the quay was unsafe.",
            {{"The agency", "said", "the quay was unsafe"}}, "Federal Harbour Board"},
           {"the airline", "Nordland Air Lines lost money. The airline said the quay was unsafe.",
            {{"The airline", "said", "the quay was unsafe"}}, "Nordland Air Lines"},
           {"WHO is no pronoun", "The World Health Organization (WHO) met on Monday. WHO said the quay was unsafe.",
            {{"WHO", "said", "the quay was unsafe"}}, "World Health Organization"},
           {"an acronym that leaves out what \"and\" joins",
            "The Centers for Disease Control and Prevention met on Monday. The CDC said the quay was unsafe.",
            {{"The CDC", "said", "the quay was unsafe"}}, "Centers for Disease Control and Prevention"},
           {"the researchers are the scientists of before",
            "Scientists at the University of Nordland met on Monday. The researchers said the quay was unsafe.",
            {{"The researchers", "said", "the quay was unsafe"}}, "Scientists at the University of Nordland"},
           {"a surname that is a place", "Ada Paris joined the port in May. Paris said the quay was unsafe.",
            {{"Paris", "said", "the quay was unsafe"}}, "Ada Paris"},
           {"a nickname inside the name", "Juan \"Chico\" Lorne lives in Port Ellis. He said the quay was unsafe.",
            {{"He", "said", "the quay was unsafe"}}, "Juan \"Chico\" Lorne"},
           {"a surname of two words", "Debbie Moss Hale came late. Moss Hale said the quay was unsafe.",
            {{"Moss Hale said", "said", "the quay was unsafe"}}, "Debbie Moss Hale"},
           {"letters in turned order", "Charlotte Calder, the mayor, came late. Cadler said the quay was unsafe.",
            {{"Cadler", "said", "the quay was unsafe"}}, "Charlotte Calder"},
           {"a newspaper by its name", "The Harbour League met on Monday. The Nordland newspaper Sentinel said the quay was unsafe.",
            {{"The Nordland newspaper Sentinel", "said", "the quay was unsafe"}}, "Sentinel"},
           {"a poll of one paper is not the poll of another",
            "A Gazette poll said the quay was unsafe. A Sentinel poll came later.",
            {{"A Gazette poll", "said", "the quay was unsafe"}}, "A Gazette poll"},
           {"what a subject governs is somebody else",
            "Peter Lorne met Charlotte Vane after the front-runner had said the quay was unsafe.",
            {{"the front-runner", "said", "the quay was unsafe"}}, "Charlotte Vane"},
           {"another minister", "Justice Minister Peter Lorne came late. The health minister said the quay was unsafe.",
            {{"The health minister", "said", "the quay was unsafe"}}, "health minister"},
           {"a name in a role tells whose employee",
            "Port.com writer Ada Feinberg came late. Feinberg smiled. The Port employee said the quay was unsafe.",
            {{"The Port employee", "said", "the quay was unsafe"}}, "Ada Feinberg"},
           {"senators of two states", "Ted Lorne of Nordland and Mark Vane of Selmark said the quay was unsafe.",
            {{"Ted Lorne of Nordland and Mark Vane of Selmark", "said", "the quay was unsafe"}}, "Ted Lorne and Mark Vane"},
           {"a name and a titled name", "Peter Lorne and Senator Ada Vane said the quay was unsafe.",
            {{"Peter Lorne and Senator Ada Vane", "said", "the quay was unsafe"}}, "Peter Lorne and Ada Vane"},
           {"two with one surname: by the first name", "Tom Reed and Ada Reed run the farm. Ada said the quay was unsafe.",
            {{"Ada", "said", "the quay was unsafe"}}, "Ada Reed"},
           {"a participle's subject", "Peter Lorne left the port, calling the quay unsafe.",
            {{"", "calling", "the quay unsafe"}}, "Peter Lorne"},
           {"a woman who gets a name", "A woman named Ada Reed came late. The woman said the quay was unsafe.",
            {{"The woman", "said", "the quay was unsafe"}}, "Ada Reed"},
           {"a woman who gets none", "A woman in a red coat came late. The woman said the quay was unsafe.",
            {{"The woman", "said", "the quay was unsafe"}}, "A woman in a red coat"},
           {"one court is not the other", "The Nordland Supreme Court met on Monday. The appeals court said the quay was unsafe.",
            {{"The appeals court", "said", "the quay was unsafe"}}, "appeals court"},
           {"but the highest is", "The Nordland Supreme Court met on Monday. The high court said the quay was unsafe.",
            {{"The high court", "said", "the quay was unsafe"}}, "Nordland Supreme Court"},
           {"those of whom two are named", "Ada Lorne and Tom Reed, who are to leave, say the quay is unsafe.",
            {{"who", "say", "the quay is unsafe"}}, "Ada Lorne and Tom Reed"},
           {"who, behind a role that the tree takes for its noun",
            "Heather Lorne, a campaign staffer-turned-legal assistant, who said the quay was unsafe, came late.",
            {{"who", "said", "the quay was unsafe"}}, "Heather Lorne"},
           {"the only judge named soon after",
            "A Port Ellis judge said the quay was unsafe.\n\nHarbour Supreme Court Justice Frank Vane came late.",
            {{"A Port Ellis judge", "said", "the quay was unsafe"}}, "Frank Vane"},
           {"one and others", "Ada Lorne and others said the quay was unsafe.",
            {{"Ada Lorne and others", "said", "the quay was unsafe"}}, "Ada Lorne and others"},
           {"the secretary of another union", "Harbour Union secretary Peter Lorne came late. The secretary of the Dockers Guild said the quay was unsafe.",
            {{"The secretary of the Dockers Guild", "said", "the quay was unsafe"}}, "secretary of the Dockers Guild"},
           {"what a body does in its release", "Calder, in its March release, said the quay was unsafe.",
            {{"Calder, in its March release,", "said", "the quay was unsafe"}}, "Calder"},
           {"the government of a president is not he",
            "President Peter Lorne came late. The government of President Lorne said the quay was unsafe.",
            {{"The government of President Lorne", "said", "the quay was unsafe"}}, "government of President Peter Lorne"},
       }) {
    const Resolved r = resolve(row.text, row.said);
    EXPECT_EQ(r.of(row.said.size() - 1).name, row.name) << row.why;
  }
}

TEST_F(SourceResolverTest, NamesInHeadlines) {
  const Resolved r = resolve("Gazette Fires Lorne Over Quay\n\nThe Gazette fired Ada Lorne, a writer, on Monday.", {{"Gazette", "Fires", "Lorne Over Quay"}});
  EXPECT_NE(r.of(0).name, "Ada Lorne");
}

TEST_F(SourceResolverTest, WordsOfTheHeadline) {
  const Resolved r = resolve("New Poll Shows Harbour In Doubt\n\nThe quay may close.\n\nThe Port Ellis University poll found that few "
                             "want the quay.",
                             {{"New Poll", "Shows", "Harbour In Doubt"}, {"The Port Ellis University poll", "found", "that few want the quay"}});
  EXPECT_EQ(r.attributions[0].source_id, r.attributions[1].source_id) << r.of(0).name << " and " << r.of(1).name;
}

/// The article's pronoun is told only where the article uses one.
TEST_F(SourceResolverTest, FirstNamesAreNotTold) {
  const Resolved r = resolve("Charlotte Vane said the quay was unsafe.", {{"Charlotte Vane", "said", "the quay was unsafe"}});
  EXPECT_EQ(r.of(0).gender, '?');
}

TEST_F(SourceResolverTest, TheWriterAndTheSpeaker) {
  const Resolved r = resolve("I think the quay is lost.\n\n\"I hope we can save it,\" said Ada Lorne, a lawyer.",
                             {{"I", "think", "the quay is lost"},
                              {"I", "hope", "we can save it", 2},
                              {"Ada Lorne, a lawyer", "said", "\"I hope we can save it,\""}},
                             "By Ruth Amber");
  EXPECT_EQ(r.of(0).kind, SourceKind::kAuthor);
  EXPECT_EQ(r.of(0).name, "Ruth Amber");
  EXPECT_EQ(resolve("I think so.", {{"I", "think", "so"}}, "Ruth B. Amber").of(0).name, "Ruth B. Amber");
  EXPECT_EQ(r.of(1).name, "Ada Lorne");
}

/// What the registry calls so is an outlet, whatever the tagger took it for.
TEST_F(SourceResolverTest, OutletsByTheirNames) {
  struct Row {
    const char *text, *source, *name;
    SourceKind kind;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"Brelia said the quay was unsafe.", "Brelia", "Brelia", SourceKind::kOutlet},
           {"Canada Today reported that the quay was unsafe.", "Canada Today", "Canada Today", SourceKind::kOutlet},
           {"The Beacon reported that the quay was unsafe.", "The Beacon", "The Beacon", SourceKind::kOutlet},
           {"Ada Brelia came late. Brelia said the quay was unsafe.", "Brelia", "Ada Brelia", SourceKind::kPerson},
           {"Iran warned that the quay was unsafe.", "Iran", "Iran", SourceKind::kOrganization},
           {"The Beacon Society said the quay was unsafe.", "The Beacon Society", "Beacon Society", SourceKind::kOrganization},
       }) {
    const Resolved r = resolve(row.text, {{row.source, "", "the quay was unsafe"}});
    EXPECT_EQ(r.of(0).name, row.name) << row.text;
    EXPECT_EQ(r.of(0).kind, row.kind) << row.text;
    EXPECT_EQ(r.of(0).registry.empty(), row.kind != SourceKind::kOutlet) << row.text;
  }
}

TEST_F(SourceResolverTest, RegistryAndMedium) {
  const Resolved r = resolve("The editor of Nordland Television, Ada Lorne, set out a list of demands.\n\n"
                             "\"We need to act,\" she wrote on Chirper.",
                             {{"The editor of Nordland Television, Ada Lorne,", "set out", "a list of demands"},
                              {"she", "wrote", "We need to act"}});
  EXPECT_EQ(r.of(0).name, "Ada Lorne");
  EXPECT_EQ(r.attributions[1].source_id, r.attributions[0].source_id);
  EXPECT_EQ(r.attributions[1].medium, "Chirper");
  const auto& flags = r.of(0).flags;
  EXPECT_NE(std::find(flags.begin(), flags.end(), "state-media"), flags.end());
  EXPECT_NE(std::find(flags.begin(), flags.end(), "platform"), flags.end());
  EXPECT_FALSE(r.of(0).registry.empty());
}

TEST_F(SourceResolverTest, MediaOfStatements) {
  struct Row {
    const char* why;
    const char* text;
    std::vector<Said> said;
    const char* medium;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"told once, it holds for the next sentence", "In a letter, Lorne said the quay was unsafe. \"It may fall,\" Lorne wrote.",
            {{"Lorne", "said", "the quay was unsafe"}, {"Lorne", "wrote", "\"It may fall,\""}}, "In a letter"},
           {"and for no other source", "In a letter, Lorne said the quay was unsafe. \"It may fall,\" Vane said.",
            {{"Lorne", "said", "the quay was unsafe"}, {"Vane", "said", "\"It may fall,\""}}, ""},
           {"talks that a negotiator is of", "Lorne said the quay was unsafe, citing Vane, the negotiator in the talks.",
            {{"Lorne", "said", "the quay was unsafe"}}, ""},
           {"up to the clause", "Lorne said in an interview where Vane was present that the quay was unsafe.",
            {{"Lorne", "said", "that the quay was unsafe"}}, "in an interview"},
           {"news of a platform is said elsewhere", "Investors wait for a deal with Chirper, Lorne said.",
            {{"Lorne", "said", "Investors wait"}}, ""},
           {"who goes to a platform", "Lorne took to Chirper to say that the quay was unsafe.",
            {{"Lorne", "say", "that the quay was unsafe"}}, "Chirper"},
           {"not what a quarrel is over", "Over his many strange public remarks, Lorne said the quay was unsafe.",
            {{"Lorne", "said", "the quay was unsafe"}}, ""},
       }) {
    const Resolved r = resolve(row.text, row.said);
    EXPECT_EQ(r.attributions[row.said.size() - 1].medium, row.medium) << row.why;
  }
}

TEST_F(SourceResolverTest, WhatIsIssuedIsTheMedium) {
  const Resolved r = resolve("The council issued a statement saying that the quay was safe.",
                             {{"The council", "issued a statement saying", "that the quay was safe"}});
  EXPECT_EQ(r.attributions[0].medium, "in a statement");
}

TEST_F(SourceResolverTest, TheTextItselfSaysStateRun) {
  const Resolved r = resolve("Ada Lorne, editor of the state-run Cape Radio, said the quay was safe.",
                             {{"Ada Lorne, editor of the state-run Cape Radio,", "said", "the quay was safe"}});
  const auto& flags = r.of(0).flags;
  EXPECT_NE(std::find(flags.begin(), flags.end(), "state-media"), flags.end());
}

/// Nothing that stands in a text may stop it: no source, odd spans, no tokens, nesting in a ring.
TEST_F(SourceResolverTest, OddInput) {
  EXPECT_TRUE(resolve("", {}).sources.empty());
  const Resolved none = resolve("The quay is expected to close.", {{"", "is expected", "to close"}});
  EXPECT_EQ(none.attributions[0].source_id, -1);
  const Resolved ring = resolve("\"I say he says,\" she said.", {{"I", "say", "he says", 1}, {"he", "says", "", 2}, {"she", "said", "I say", 0}});
  EXPECT_EQ(ring.attributions.size(), 3u);
  std::string names;
  for (int i = 0; i < 3000; ++i) names += "Ann Lee and Lee, the mayor, said he said. ";
  const Resolved many = resolve(names, {{"Lee", "said", "he said"}});
  EXPECT_LE(many.sources.size(), 1u);
}

}  // namespace
}  // namespace onrecord
