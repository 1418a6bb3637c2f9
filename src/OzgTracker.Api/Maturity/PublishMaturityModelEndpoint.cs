using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.Domain.Maturity;
using OzgTracker.EventStore;

namespace OzgTracker.Api.Maturity;

/// <summary>Publishes a maturity model, or another wording of one.</summary>
public sealed class PublishMaturityModelEndpoint(IDocumentStore store)
    : SingleStreamEndpoint<PublishMaturityModelEndpoint.Request, MaturityModel?, MaturityModel>(store)
{
    const int LongestName = 200;
    const int LongestText = 2_000;

    /// <summary>Which model, its wording and the version that was read.</summary>
    /// <param name="Id">A name in lower case, one dash, a version, e. g. `ozg-2.0`.</param>
    public sealed record Request([FromRoute] string Id, [FromBody] Wording Wording, [FromHeader(Name = "If-Match")] string? IfMatch = null) : IConditionalRequest;

    /// <summary>The whole model, as `GET` answers it.</summary>
    /// <param name="Name">German name with its date.</param>
    /// <param name="Levels">From 0 without a hole, at most 20; a level that was published once stays.</param>
    /// <param name="Criteria">What a level is made of; a criterion that was published once stays, its names may change.</param>
    /// <param name="ConformityThreshold">First level that counts as OZG-konform.</param>
    /// <param name="ValidFrom">When it was published.</param>
    /// <param name="Source">Where its wording comes from, and what of it is not verified.</param>
    /// <param name="Id">The id of the address, where it is given.</param>
    public sealed record Wording(
        string Name, IReadOnlyList<MaturityLevel> Levels, IReadOnlyList<MaturityCriterion> Criteria, int ConformityThreshold, DateOnly ValidFrom, string Source,
        string? Id = null);

    /// <summary>Shape only; rules live in the decider.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.Id).ModelId();
            RuleFor(request => request.Wording.Id).Must((request, id) => id is null || id == request.Id).WithErrorCode("other-id")
                .WithMessage("'id' must be the one of the address.");
            RuleFor(request => request.Wording.Name).Words(LongestName);
            RuleFor(request => request.Wording.Source).Words(LongestText);
            RuleForEach(request => request.Wording.Levels).Present();
            RuleForEach(request => request.Wording.Criteria).Present();
            RuleForEach(request => request.Wording.Levels).ChildRules(level =>
            {
                level.RuleFor(of => of.Name).Words(LongestName);
                level.RuleFor(of => of.NameEn).Words(LongestName);
                level.RuleFor(of => of.Definition).Words(LongestText);
            });
            RuleForEach(request => request.Wording.Criteria).ChildRules(criterion =>
            {
                criterion.RuleFor(of => of.Name).Words(LongestName);
                criterion.RuleFor(of => of.NameEn).Words(LongestName);
            });
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Put("/v1/maturity-models/{id}");
        Policies(Policy.Administer);
        Problems(409, 412, 413, 415);
        Summary(
            "Publish a maturity model",
            "A new model or another wording. Levels and criteria that were published once stay, because reports may use them. The same wording again records nothing.");
    }

    /// <inheritdoc/>
    private protected override Task<(StreamCommand<MaturityModel?, MaturityModel>?, ProblemHttpResult?)> Prepare(
        Request request, Caller caller, CancellationToken ct)
    {
        var said = request.Wording;
        var model = new MaturityModel(request.Id, said.Name, said.Levels, said.Criteria, said.ConformityThreshold, said.ValidFrom, said.Source);
        return Task.FromResult<(StreamCommand<MaturityModel?, MaturityModel>?, ProblemHttpResult?)>((new(
            MaturityModels.StreamKey(request.Id),
            state => MaturityModels.Decide(state, model),
            (state, happened) => MaturityModels.Evolve(state, (IMaturityModelEvent)happened),
            after => after.State!), null));
    }
}
