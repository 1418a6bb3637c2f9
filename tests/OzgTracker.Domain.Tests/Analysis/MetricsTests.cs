using System.Reflection;
using System.Text.RegularExpressions;
using OzgTracker.Domain.Analysis;

namespace OzgTracker.Domain.Tests.Analysis;

public sealed partial class MetricsTests
{
    [Test]
    public void Every_metric_of_the_contract_is_defined_once() => Assert.That(
        Metrics.All.Select(metric => metric.Name),
        Is.EquivalentTo((string[])
        [
            "tally", "coverage", "frontrunners", "frontrunnersAll", "standing", "peers", "nextSteps", "lastMile", "trends", "transitionTimes", "forecast", "whatIf", "stateDashboard",
            "cells", "findings", "targetProgress",
        ]));

    [Test]
    public void Every_definition_that_can_be_named_is_on_the_page() => Assert.That(
        typeof(Metrics).GetProperties().Where(property => property.PropertyType == typeof(MetricDefinition)).Select(property => property.GetValue(null)), Is.EquivalentTo(Metrics.All));

    [TestCaseSource(typeof(Metrics), nameof(Metrics.All))]
    public void A_definition_leaves_nothing_open(MetricDefinition metric)
    {
        var texts = typeof(MetricDefinition).GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.PropertyType == typeof(string))
            .Select(property => (property.Name, Text: (string?)property.GetValue(metric))).ToArray();

        Assert.That(texts, Has.Length.EqualTo(9));
        Assert.That(texts.Where(text => string.IsNullOrWhiteSpace(text.Text) || text.Text.EndsWith('.') || text.Text.Contains('\n')), Is.Empty);
        Assert.That(metric.Version, Is.Positive);
    }

    [Test]
    public void A_metric_has_a_row_in_both_tables()
    {
        var lines = MetricsPage.Markdown().Split('\n');

        foreach (var metric in Metrics.All)
            Assert.That(lines.Count(line => line.StartsWith($"| `{metric.Name}` |", StringComparison.Ordinal)), Is.EqualTo(2), metric.Name);
    }

    [Test]
    public void Rows_have_as_many_columns_as_their_table()
    {
        var widths = MetricsPage.Markdown().Split('\n').Where(line => line.StartsWith('|')).Select(line => UnescapedBar().Count(line)).ToArray();

        Assert.That(widths, Is.EqualTo(Enumerable.Repeat(6, Metrics.All.Count + 2).Concat(Enumerable.Repeat(7, Metrics.All.Count + 2))));
    }

    [Test]
    public void It_is_one_page() => Assert.That(MetricsPage.Markdown().Split('\n'), Has.Length.LessThanOrEqualTo(65));

    [GeneratedRegex(@"(?<!\\)\|")]
    private static partial Regex UnescapedBar();
}
