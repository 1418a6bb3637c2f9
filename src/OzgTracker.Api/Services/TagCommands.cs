using FluentValidation;
using Microsoft.AspNetCore.Http.HttpResults;
using OzgTracker.Api.Web;
using OzgTracker.Domain;
using OzgTracker.Domain.Catalogue;
using OzgTracker.ReadModels;

namespace OzgTracker.Api.Services;

/// <summary>The programmes of a service after a command.</summary>
/// <param name="OzgId">The OZG service.</param>
/// <param name="Programmes">What it is tagged with, also what has ended, in the order of the names.</param>
/// <param name="Version">Version of the service's stream, the ETag.</param>
/// <param name="Position">Position of its last event in the log.</param>
public sealed record TaggedService(string OzgId, IReadOnlyList<ProgrammeRow> Programmes, long Version, long Position);

/// <summary>What the commands to programmes of a service share.</summary>
static class TagCommands
{
    /// <summary>The address of a programme of a service.</summary>
    public const string Route = "/v1/services/{ozgId}/tags/{tag}";

    /// <summary>The name of a programme.</summary>
    public static IRuleBuilderOptions<T, string> Tag<T>(this IRuleBuilder<T, string> rule) => rule
        .Must(ServiceTag.IsName).WithErrorCode("invalid-tag").WithMessage($"A tag is made of {ServiceTag.Expected}.");

    /// <summary>The way of a command, or the problem that the catalogue lacks the service.</summary>
    public static (StreamCommand<Service, TaggedService>?, ProblemHttpResult?) To(string ozgId, Func<Service, Decision> decide) => (new(
        Service.StreamKey(OzgId.Parse(ozgId)),
        decide,
        (state, happened) => Service.Evolve(state, (IServiceEvent)happened),
        after => new TaggedService(
            ozgId, [.. after.State.Tags.All.Select(tag => new ProgrammeRow(tag.Tag, tag.ValidFrom, tag.ValidTo, tag.Source))], after.Version, after.Position)), null);
}
