using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>What the numbers would be if some cells were at other levels. Nothing is recorded.</summary>
public sealed class SimulateMaturityEndpoint(AnalysisServices services) : AnalysisEndpoint<SimulateMaturityEndpoint.Request, SimulateMaturityEndpoint.Response>(services)
{
    const int MostChanges = 10_000;

    /// <summary>What is counted, in which groups, and what would be different.</summary>
    /// <param name="GroupBy">As at `/v1/maturity`.</param>
    public sealed record Request([AsParameters] AnalysisParameters Analysis, [FromBody] Supposition Supposed, [FromQuery] string? GroupBy = null) : IAnalysisRequest;

    /// <summary>What would be different.</summary>
    /// <param name="Changes">Each cell once, at most 10,000.</param>
    public sealed record Supposition(IReadOnlyList<Change> Changes);

    /// <summary>A cell at a level that nobody has reported.</summary>
    /// <param name="Municipality">Id, AGS or ARS of the unit.</param>
    /// <param name="OzgId">The service.</param>
    /// <param name="Level">A level of the maturity model that is asked for.</param>
    public sealed record Change(string Municipality, string OzgId, int Level);

    /// <summary>Tallies before and after.</summary>
    public sealed record Response : AnalysisAnswer
    {
        readonly IReadOnlyList<(string Name, Func<object, object?> Value)> columns;

        internal Response(
            AnalysisFacts facts, int changes, int countedChanges, IReadOnlyList<SimulatedRow> groups, IReadOnlyList<(string Name, Func<object, object?> Value)> columns)
            : base(facts) => (Changes, CountedChanges, Groups, this.columns) = (changes, countedChanges, groups, columns);

        /// <summary>Changes that were given.</summary>
        public int Changes { get; }

        /// <summary>Those of them whose unit and service pass the filters; the others make no difference to these numbers.</summary>
        public int CountedChanges { get; }

        /// <summary>The groups, by their keys.</summary>
        public IReadOnlyList<SimulatedRow> Groups { get; }

        internal override AnalysisTable ToTable() => new(Groups, columns);
    }

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
            RuleFor(request => request.Supposed.Changes).NotEmpty().WithErrorCode("missing-value").WithMessage("'changes' is empty; give at least one cell.");
            RuleFor(request => request.Supposed.Changes).Must(changes => changes.Count <= MostChanges).WithErrorCode("too-many-changes")
                .WithMessage($"'changes' may have at most {MostChanges} entries.");
            RuleForEach(request => request.Supposed.Changes).Present();
        }
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.WhatIf;

    /// <inheritdoc/>
    protected override bool IsAskedByAddress => false;

    /// <inheritdoc/>
    public override void Configure()
    {
        Post("/v1/what-if");
        ReadsOnly();
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary(
            "Tally maturity as it would be",
            "The tally as it is and with the given cells at the given levels, on the same state of the log. Nothing is recorded, so the request may be repeated as it is. "
                + "A given cell counts as competent and reported; everything that is wrong with the changes is answered at once.");
    }

    /// <inheritdoc/>
    private protected override IEnumerable<FieldError> Errors(Request request, CubeSnapshot cube) => GroupRules.Check(request.GroupBy);

    /// <inheritdoc/>
    private protected override async Task<Outcome<Response>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var (cells, errors) = await new SuppositionReader(Services.Registry, context).Read(request.Supposed.Changes, ct);
        if (errors.Count > 0) return Problem.Invalid(errors);

        var (groupBy, model) = (GroupRules.Of(request.GroupBy), context.Question.Model);
        var url = new CellsUrl(request.Analysis, context);
        var before = Tally.Of(context.Cube, context.Question, groupBy);
        var after = Tally.Of(Hypothesis.Of(context.Cube, context.Question, cells), context.Question, groupBy);
        var rows = before.Zip(after, (now, then) => SimulatedRow.Of(TallyRow.Of(now, groupBy, model, url), TallyRow.Of(then, groupBy, model, url)));
        return new Response(
            context.Facts, cells.Count, Hypothesis.CountWithin(context.Cube, context.Question, cells), [.. rows], SimulatedRow.Columns(TallyRow.Columns(groupBy, model)));
    }
}
