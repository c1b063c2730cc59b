#include "archive/charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/html_text.h"

namespace onrecord {
namespace {

constexpr double kWidth = 720, kHeight = 220, kLeft = 44, kRight = 12, kTop = 14, kBottom = 30;
constexpr int kLines = 4;  ///< above the axis
constexpr std::size_t kMostLabels = 12;  ///< on a phone every other one is hidden
constexpr double kInnerWidth = kWidth - kLeft - kRight, kInnerHeight = kHeight - kTop - kBottom;

std::string open_svg(const std::string& title, double height) {
  return fmt::format("<svg class=\"chart\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">", kWidth, height,
                     html_escaped(title));
}

double y_of(double value, double top) { return kTop + kInnerHeight * (1 - std::clamp(value / top, 0.0, 1.0)); }

/// 1, 2 or 5 times a power of ten, at least `value` and 1.
double round_up(double value) {
  const double base = std::pow(10, std::floor(std::log10(std::max(value, 1.0))));
  for (double step : {1.0, 2.0, 5.0, 10.0})
    if (step * base >= value) return step * base;
  return value;
}

std::string y_axis(double top, const std::string& unit) {
  std::string out;
  for (int i = 0; i <= kLines; ++i) {
    const double value = top * i / kLines, y = y_of(value, top);
    out += fmt::format("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/><text class=\"tick\" x=\"{}\" "
                       "y=\"{:.1f}\" text-anchor=\"end\">{:g}{}</text>",
                       kLeft, kWidth - kRight, y, y, kLeft - 6, y + 4, value, unit);
  }
  return out;
}

std::string x_labels(const std::vector<ChartPoint>& points, double step, double first) {
  std::string out;
  const std::size_t every = std::max<std::size_t>(1, (points.size() + kMostLabels - 1) / kMostLabels);
  for (std::size_t i = 0; i < points.size(); i += every)
    out += fmt::format("<text class=\"tick x{}\" x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                       i / every % 2 == 1 ? " other" : "", first + step * static_cast<double>(i), kHeight - 10,
                       html_escaped(points[i].label));
  return out;
}

std::string polyline(const ChartSeries& s, double step, double first, double top, const std::string& unit) {
  std::string path, dots;
  bool down = false;
  for (std::size_t i = 0; i < s.points.size(); ++i) {
    if (!s.points[i].value) {
      down = false;
      continue;
    }
    const double x = first + step * static_cast<double>(i), y = y_of(*s.points[i].value, top);
    path += fmt::format("{}{:.1f} {:.1f}", down ? "L" : "M", x, y);
    down = true;
    dots += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3\"><title>{}, {}: {:.3g}{}</title></circle>", x, y,
                        html_escaped(s.points[i].label), html_escaped(s.name), *s.points[i].value, unit);
  }
  return fmt::format("<g class=\"{}\"><path d=\"{}\"/>{}</g>", s.style, path, dots);
}

}  // namespace

std::string line_chart(const std::string& title, const std::vector<ChartSeries>& series, double top,
                       const std::string& unit) {
  if (series.empty() || series.front().points.empty()) return {};
  const std::size_t n = series.front().points.size();
  const double step = n > 1 ? (kInnerWidth - 40) / static_cast<double>(n - 1) : 0;
  const double first = n > 1 ? kLeft + 20 : kLeft + kInnerWidth / 2;
  std::string out = open_svg(title, kHeight) + y_axis(top, unit) + x_labels(series.front().points, step, first);
  for (const ChartSeries& s : series) out += polyline(s, step, first, top, unit);
  out += "</svg><p class=\"legend\">";
  for (const ChartSeries& s : series) out += fmt::format("<span class=\"{}\">{}</span> ", s.style, html_escaped(s.name));
  return out + "</p>";
}

std::string bar_chart(const std::string& title, const std::vector<ChartPoint>& bars) {
  if (bars.empty()) return {};
  double most = 1;
  for (const ChartPoint& b : bars) most = std::max(most, b.value.value_or(0));
  const double top = kLines * round_up(most / kLines), step = kInnerWidth / static_cast<double>(bars.size());
  std::string out = open_svg(title, kHeight) + y_axis(top, "") + x_labels(bars, step, kLeft + step / 2);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double value = bars[i].value.value_or(0), y = y_of(value, top);
    out += fmt::format("<rect class=\"column\" x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{}: {:g}"
                       "</title></rect>",
                       kLeft + step * (static_cast<double>(i) + 0.12), y, std::max(1.0, step * 0.76),
                       kTop + kInnerHeight - y, html_escaped(bars[i].label), value);
  }
  return out + "</svg>";
}

std::string share_bar(const std::string& title, const std::vector<ChartPoint>& parts) {
  double sum = 0;
  for (const ChartPoint& p : parts) sum += p.value.value_or(0);
  if (sum <= 0) return {};
  std::string out = open_svg(title, 26), legend;
  double x = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const double share = parts[i].value.value_or(0) / sum, width = share * kWidth;
    if (share <= 0) continue;
    out += fmt::format("<rect class=\"k{}\" x=\"{:.1f}\" y=\"2\" width=\"{:.1f}\" height=\"22\"><title>{}: {:.1f}%</title>"
                       "</rect>", i, x, std::max(0.5, width - 1), html_escaped(parts[i].label), share * 100);
    legend += fmt::format("<span class=\"k{}\">{} {:.1f}%</span> ", i, html_escaped(parts[i].label), share * 100);
    x += width;
  }
  return out + "</svg><p class=\"legend\">" + legend + "</p>";
}

Spread spread_of(const std::vector<int>& sorted) {
  const auto at = [&](double part) {
    return static_cast<double>(sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1) + 0.5)]);
  };
  return {at(0.1), at(0.5), at(0.9)};
}

std::string spread_bar(const Spread& s) {
  return fmt::format("<svg class=\"spread\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" "
                     "aria-label=\"median {0:g}, most from {1:g} to {2:g}\"><rect class=\"track\" x=\"0\" y=\"3\" "
                     "width=\"100\" height=\"2\"/><rect class=\"range\" x=\"{1:g}\" y=\"1\" width=\"{3:g}\" "
                     "height=\"6\"/><rect class=\"tick\" x=\"{0:g}\" y=\"0\" width=\"1\" height=\"8\"/></svg>",
                     s.median, s.p10, s.p90, std::max(1.0, s.p90 - s.p10));
}

}  // namespace onrecord
