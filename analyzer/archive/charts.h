// Charts of an archive's report as inline SVG: no script, colours from the page's style sheet, values as tooltips and,
// for those who cannot see them, in a table that the page gives beside each.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace onrecord {

struct ChartPoint {
  std::string label;
  std::optional<double> value;  ///< nothing: a gap
};
struct ChartSeries {
  std::string name;
  std::string style;            ///< class of the style sheet: "c1" to "c4"
  std::vector<ChartPoint> points;
};

/// Lines over a common axis from 0 to `top`; labels are thinned out to what fits.
std::string line_chart(const std::string& title, const std::vector<ChartSeries>& series, double top,
                       const std::string& unit);
/// One bar for each point.
std::string bar_chart(const std::string& title, const std::vector<ChartPoint>& bars);
/// One bar in parts, for shares.
std::string share_bar(const std::string& title, const std::vector<ChartPoint>& parts);

/// Where most scores of a group lie.
struct Spread {
  double p10 = 0, median = 0, p90 = 0;
};
/// REQUIRES: `sorted` is not empty.
Spread spread_of(const std::vector<int>& sorted);
std::string spread_bar(const Spread& spread);

}  // namespace onrecord
