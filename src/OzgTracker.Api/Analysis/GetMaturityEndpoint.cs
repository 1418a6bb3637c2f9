using FluentValidation;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Analysis;
using OzgTracker.ReadModels.Cube;

namespace OzgTracker.Api.Analysis;

/// <summary>How far Germany is: cells by level, in units and in inhabitants, grouped by anything.</summary>
public sealed class GetMaturityEndpoint(AnalysisServices services) : AnalysisEndpoint<GetMaturityEndpoint.Request, GetMaturityEndpoint.Response>(services)
{
    /// <summary>What is counted, and in which groups.</summary>
    /// <param name="GroupBy">Up to three of `state`, `district`, `kind`, `sizeClass`, `association`, `ozgId`, `topicArea`, `situation`, `type`, `tag`, with commas; one group of everything when absent.</param>
    public sealed record Request([AsParameters] AnalysisParameters Analysis, [FromQuery] string? GroupBy = null) : IAnalysisRequest;

    /// <summary>A tally.</summary>
    public sealed record Response : AnalysisAnswer
    {
        readonly IReadOnlyList<(string Name, Func<object, object?> Value)> columns;

        internal Response(AnalysisFacts facts, IReadOnlyList<TallyRow> groups, IReadOnlyList<(string Name, Func<object, object?> Value)> columns)
            : base(facts) => (Groups, this.columns) = (groups, columns);

        /// <summary>The groups, by their keys.</summary>
        public IReadOnlyList<TallyRow> Groups { get; }

        internal override AnalysisTable ToTable() => new(Groups, columns);
    }

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator() => RuleFor(request => request.Analysis).SetValidator(new AnalysisParameters.Validator());
    }

    /// <inheritdoc/>
    protected override MetricDefinition Metric => Metrics.Tally;

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/maturity");
        Policies(Auth.Policy.Read);
        Problems(404, 406, 409, 503);
        Summary("Tally maturity", "Cells by level in any grouping, on any day, as known at any moment. Competent cells are the denominator; a service counts in each of its types and programmes.");
    }

    /// <inheritdoc/>
    private protected override IEnumerable<FieldError> Errors(Request request, CubeSnapshot cube) => GroupRules.Check(request.GroupBy);

    /// <inheritdoc/>
    private protected override Task<Outcome<Response>> Answer(Request request, AnalysisContext context, CancellationToken ct)
    {
        var groupBy = GroupRules.Of(request.GroupBy);
        var url = new CellsUrl(request.Analysis, context);
        var groups = Tally.Of(context.Cube, context.Question, groupBy);
        return Task.FromResult<Outcome<Response>>(new Response(
            context.Facts, [.. groups.Select(group => TallyRow.Of(group, groupBy, context.Question.Model, url))], TallyRow.Columns(groupBy, context.Question.Model)));
    }
}
