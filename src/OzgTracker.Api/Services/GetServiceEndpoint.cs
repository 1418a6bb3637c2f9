using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using OzgTracker.Api.Auth;
using OzgTracker.Api.Web;
using OzgTracker.EventStore;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Services;

/// <summary>One OZG service with its LeiKa services.</summary>
public sealed class GetServiceEndpoint(DocumentStore store) : Endpoint<GetServiceEndpoint.Request, Results<Ok<GetServiceEndpoint.Response>, ProblemHttpResult>>
{
    /// <summary>Which service.</summary>
    /// <param name="OzgId">Five digits.</param>
    /// <param name="MinPosition">Wait, at most five seconds, until this position of the log is in the answer.</param>
    public sealed record Request([FromRoute] string OzgId, [FromQuery] long? MinPosition = null);

    /// <summary>The service.</summary>
    /// <param name="LeikaServices">Those with a key, in the order of their keys.</param>
    /// <param name="Programmes">What it is tagged with, also what has ended, in the order of the names; `tags` are those without a last day.</param>
    public sealed record Response(
        string OzgId, string Name, string TopicArea, string Situation, string SituationKind, IReadOnlyList<string> Types, IReadOnlyList<string> Tags,
        string MunicipalExecution, int LeikaCount, IReadOnlyList<LeikaRow> LeikaServices, IReadOnlyList<ProgrammeRow> Programmes)
        : ServiceRow(OzgId, Name, TopicArea, Situation, SituationKind, Types, Tags, MunicipalExecution, LeikaCount);

    /// <summary>Shape only.</summary>
    public sealed class Validator : AbstractValidator<Request>
    {
        /// <summary>Says it.</summary>
        public Validator()
        {
            RuleFor(request => request.OzgId).OzgId();
            RuleFor(request => request.MinPosition).Position();
        }
    }

    /// <inheritdoc/>
    public override void Configure()
    {
        Get("/v1/services/{ozgId}");
        Policies(Policy.Read);
        Problems(404, 409);
        Summary("Get an OZG service", "With its LeiKa services.");
    }

    /// <inheritdoc/>
    public override async Task<Results<Ok<Response>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct)
    {
        if (await PositionWait.For(store, request.MinPosition, ct) is { } late) return late;
        if (await ServiceQueries.Find(store.DataSource, request.OzgId, ct) is not { } s) return Problem.UnknownService(request.OzgId);
        var leika = await ServiceQueries.LeikaOf(store.DataSource, request.OzgId, ct);
        var programmes = await ServiceQueries.ProgrammesOf(store.DataSource, request.OzgId, ct);
        return TypedResults.Ok(new Response(
            s.OzgId, s.Name, s.TopicArea, s.Situation, s.SituationKind, s.Types, s.Tags, s.MunicipalExecution, s.LeikaCount, leika, programmes));
    }
}
