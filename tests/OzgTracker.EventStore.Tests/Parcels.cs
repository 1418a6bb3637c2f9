using System.Diagnostics;
using System.Text.Json.Serialization;

namespace OzgTracker.EventStore.Tests;

/// <summary>What the log of these tests is about: the room knows nothing of OZG.</summary>
public interface IParcelEvent;

public sealed record ParcelPosted(string Receiver) : IParcelEvent;

public sealed record ParcelMoved(string Place) : IParcelEvent;

public sealed record ParcelDelivered(DateOnly On) : IParcelEvent;

public sealed record Parcel(string? Receiver, int Moves, DateOnly? DeliveredOn)
{
    public static readonly Parcel Unposted = new(null, 0, null);

    public static Parcel Evolve(Parcel state, IParcelEvent happened) => happened switch
    {
        ParcelPosted e => state with { Receiver = e.Receiver },
        ParcelMoved => state with { Moves = state.Moves + 1 },
        ParcelDelivered e => state with { DeliveredOn = e.On },
        _ => throw new UnreachableException($"{happened.GetType().Name} has no fold"),
    };

    public static void Configure(StoreOptions options)
    {
        options.MapEventType(typeof(ParcelPosted), "parcel_posted", ParcelJson.Default.ParcelPosted);
        options.MapEventType(typeof(ParcelMoved), "parcel_moved", ParcelJson.Default.ParcelMoved);
        options.MapEventType(typeof(ParcelDelivered), "parcel_delivered", ParcelJson.Default.ParcelDelivered);
        options.LiveStreamAggregation<Parcel, IParcelEvent>(Unposted, Evolve);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ParcelPosted))]
[JsonSerializable(typeof(ParcelMoved))]
[JsonSerializable(typeof(ParcelDelivered))]
sealed partial class ParcelJson : JsonSerializerContext;
