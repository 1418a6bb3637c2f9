using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using OzgTracker.Api.Limits;
using OzgTracker.Api.Web;

namespace OzgTracker.Api.Rollouts;

/// <summary>Sends the results of reports while they are made; ends when both are done.</summary>
/// <remarks>
/// A client may send everything before it reads anything, so until its body has been taken in it may read as slowly as it likes; after that the server's rate holds, and whoever
/// does not read is disconnected. When the client goes, nothing further is recorded.
/// </remarks>
public sealed class ReportStream : IResult, IStatusCodeHttpResult, IEndpointMetadataProvider
{
    readonly AnswerSpool spool;
    readonly string contentType;
    readonly Task making;
    readonly CancellationTokenSource stop;

    internal ReportStream(AnswerSpool spool, string contentType, Task making, CancellationTokenSource stop) => (this.spool, this.contentType, this.making, this.stop) = (spool, contentType, making, stop);

    /// <summary>That it could begin; how it ends, its last line says.</summary>
    public int? StatusCode => StatusCodes.Status200OK;

    /// <inheritdoc/>
    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(ReportResults), [ContentFormats.Json, ContentFormats.Ndjson]));

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        (response.StatusCode, response.ContentType) = (StatusCodes.Status200OK, contentType);
        var rate = httpContext.Features.Get<IHttpMinResponseDataRateFeature>();
        var usual = rate?.MinDataRate;
        if (rate is not null) rate.MinDataRate = null;
        try
        {
            for (var piece = await spool.Read(httpContext.RequestAborted); !piece.IsEmpty; piece = await spool.Read(httpContext.RequestAborted))
            {
                if (rate is not null && making.IsCompleted) rate.MinDataRate = usual;
                await Send(httpContext, piece);
            }

            await making;
        }
        finally
        {
            await stop.CancelAsync();
            await making.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            stop.Dispose();
            await spool.DisposeAsync();
        }
    }

    /// <summary>A write that began while the rate did not hold ends by itself never: once everything is made it gets the time that its bytes take at the rate.</summary>
    async Task Send(HttpContext context, ReadOnlyMemory<byte> piece)
    {
        var sending = Write(context, piece);
        if (await Task.WhenAny(sending, making) != sending)
        {
            var connections = context.RequestServices.GetRequiredService<IOptions<LimitOptions>>().Value.Connections;
            var patience = TimeSpan.FromSeconds(connections.GraceSeconds + piece.Length / connections.MinAnswerBytesPerSecond);
            if (await Task.WhenAny(sending, Task.Delay(patience, context.RequestAborted)) != sending) context.Abort();
        }

        await sending;
    }

    async Task Write(HttpContext context, ReadOnlyMemory<byte> piece)
    {
        await context.Response.Body.WriteAsync(piece, context.RequestAborted);
        if (!spool.HasMore) await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}
