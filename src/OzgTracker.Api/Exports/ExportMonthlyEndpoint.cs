using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Limits;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.Domain.Maturity;
using OzgTracker.Domain.Municipalities;
using OzgTracker.Domain.Rollouts;
using OzgTracker.ReadModels;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Exports;

/// <summary>The tally of each Land and service at the end of each month.</summary>
public sealed class ExportMonthlyEndpoint(ExportServices services) : ExportEndpoint<ExportMonthlyEndpoint.Request>(services)
{
    const int MostMonths = 240;
    const int MonthsWhenNothingIsSaid = 24;

    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    CubeSnapshot cube = CubeSnapshot.Empty;

    /// <summary>Which months, and what is counted.</summary>
    /// <param name="Format">`csv` or `ndjson`.</param>
    /// <param name="State">Land, two digits; all when absent.</param>
    /// <param name="OzgId">One OZG service, or several with commas, at most 100.</param>
    /// <param name="Model">Id of the maturity model; `ozg-1.1` when absent.</param>
    /// <param name="From">The first month is the one that this day is in; 24 months when absent.</param>
    /// <param name="To">The last month is the last one that has ended by this day; today when absent.</param>
    public sealed record Request(
        [FromRoute] string Format, [AsParameters] ExportParameters Export, [FromQuery] string? State = null, [FromQuery] string? OzgId = null, [FromQuery] string? Model = null,
        [FromQuery] DateOnly? From = null, [FromQuery] DateOnly? To = null) : IExportRequest;

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            this.OfExport();
            RuleFor(request => request.State).State();
            RuleFor(request => request.OzgId).OzgIds();
        }
    }

    /// <inheritdoc/>
    protected override string DataSet => "monthly";

    /// <inheritdoc/>
    public override void Configure() => Exports(
        "Export the tallies of all months",
        "A row for each Land, month and service: the numbers of `/v1/trends` at the last day of the month, with the units, competence and programmes of that day. At most 240 months.");

    /// <inheritdoc/>
    private protected override (long Position, string Stand) StandOf(ExportSnapshot snapshot) =>
        (cube.Position, FormattableString.Invariant($"{cube.Position} {cube.Dimensions.Position} {Today:yyyy-MM-dd}"));

    DateOnly Today => RolloutFacts.DayOf(Services.Clock.GetUtcNow());

    /// <inheritdoc/>
    private protected override async Task<ProblemHttpResult?> Check(Request request, ExportSnapshot snapshot, CancellationToken ct)
    {
        if (!await Services.Cube.WaitForAsync(request.Export.MinPosition ?? 0, LongestWait, ct))
        {
            HttpContext.Response.Headers.RetryAfter = "5";
            return Problem.Of("cube-loading");
        }

        cube = Services.Cube.Current;
        if (cube.Dimensions.FindModel(request.Model ?? MaturityModel.Default) < 0) return Problem.UnknownModel(request.Model ?? MaturityModel.Default);
        if (request.To > Today) return Invalid("to-in-future", "to", $"'to' is {request.To:yyyy-MM-dd}, today is {Today:yyyy-MM-dd}.");
        if (request.From > (request.To ?? Today)) return Invalid("from-after-to", "from", $"'from' is {request.From:yyyy-MM-dd}, which is after the last day; give an earlier one.");
        return Months(request).Count > MostMonths ? Invalid("too-many-months", "from", $"At most {MostMonths} months are possible; begin later.") : null;
    }

    static ProblemHttpResult Invalid(string code, string parameter, string detail) => Problem.Invalid([new FieldError(code, detail, Parameter: parameter)]);

    /// <inheritdoc/>
    private protected override Task<ExportRows> Rows(Request request, ExportSnapshot snapshot, CancellationToken ct)
    {
        var model = cube.Dimensions.Models[cube.Dimensions.FindModel(request.Model ?? MaturityModel.Default)];
        var months = Months(request);
        return Task.FromResult(new ExportRows(ColumnsOf(model), async (writer, body, stop) =>
        {
            foreach (var state in State.All.Where(state => months.Count > 0 && (request.State is null || state.Code == request.State)))
            {
                await WriteState(writer, body, Question(request, model, state), months, stop);
            }
        }));
    }

    static CubeQuestion Question(Request request, MaturityModel model, State state) => new(
        new UnitFilter(state.Code, null, null, null, null), new CubeServices(request.OzgId?.Split(',')), model, LeikaPolicy.Any, DateOnly.MaxValue);

    /// <summary>Land after Land, so that no more than one is in memory; its numbers are made in a place for heavy answers, its rows are sent without.</summary>
    async Task WriteState(RowWriter writer, ExportBody body, CubeQuestion question, IReadOnlyList<DateOnly> months, CancellationToken ct)
    {
        IReadOnlyList<IReadOnlyList<TallyGroup>> series;
        using (var place = await HeavyAnswers.Of(HttpContext).Enter(ct))
        {
            if (!place.IsAcquired) throw new TimeoutException("The node makes as many answers as it can.");
            series = new TallySeries(cube, question, months, [GroupBy.OzgId]).Count();
        }

        for (var month = 0; month < months.Count; month++)
        {
            foreach (var group in series[month])
            {
                WriteGroup(writer, months[month], question, group);
                await writer.SendIfLargeAsync(body, ct);
            }
        }
    }

    void WriteGroup(RowWriter writer, DateOnly month, CubeQuestion question, TallyGroup group)
    {
        var threshold = question.Model.ConformityThreshold;
        var conform = group.AtLeast(threshold);
        var shares = TallyShares.Of(group.Competent, conform, group.CompetentPopulation, group.PopulationAtLeast(threshold), [.. group.Levels]);
        var service = cube.Dimensions.Services[cube.Dimensions.FindService(group.Key[0]!)];
        writer.Day(month);
        writer.Key(question.Units.State);
        writer.Key(service.OzgId);
        writer.Text(service.Name);
        writer.Text(service.TopicArea);
        writer.Text(question.Model.Id);
        writer.Number(group.Units);
        writer.Number(group.Population);
        writer.Number(group.Competent);
        writer.Number(group.CompetentPopulation);
        writer.Number(group.Reported);
        foreach (var count in group.Levels) writer.Number(count);
        writer.Number(conform);
        writer.Decimal(shares.ConformShare);
        writer.Decimal(shares.ConformPopulationShare);
        writer.Decimal(shares.MeanLevel);
        writer.EndRow();
    }

    static ExportColumn[] ColumnsOf(MaturityModel model) =>
    [
        new("monthEnd", "Monatsende"), new("state", "Land"), new("ozgId", "OZG-Nummer"), new("serviceName", "OZG-Leistung"), new("topicArea", "Themenfeld"),
        new("model", "Reifegradmodell"), new("units", "Kommunen"), new("population", "Einwohner"), new("competent", "Zuständig"),
        new("competentPopulation", "Einwohner der Zuständigen"), new("reported", "Gemeldet"),
        .. model.Levels.Select(level => new ExportColumn($"level{level.Level}", $"Reifegrad {level.Level}")),
        new("conform", "OZG-konform"), new("conformShare", "Anteil Kommunen"), new("conformPopulationShare", "Anteil Einwohner"), new("meanLevel", "Mittlerer Reifegrad"),
    ];

    /// <summary>Last days of whole months.</summary>
    IReadOnlyList<DateOnly> Months(Request request)
    {
        var to = request.To ?? Today;
        var from = request.From ?? (to.DayNumber > 1_000 ? to.AddMonths(-MonthsWhenNothingIsSaid) : to);
        return [.. IntervalEnds.Of(from, to, Interval.Month).Where(day => day.AddDays(1).Day == 1)];
    }
}
