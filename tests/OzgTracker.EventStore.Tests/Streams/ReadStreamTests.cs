namespace OzgTracker.EventStore.Tests.Streams;

public sealed class ReadStreamTests : LogFixture
{
    static readonly DateOnly May1 = new(2026, 5, 1);

    [Test]
    public async Task A_stream_is_read_for_writing_with_its_state_version_and_events()
    {
        var key = NewKey();
        await Log.Append(key, new ParcelPosted("Ada"), new ParcelMoved("Bonn"), new ParcelDelivered(May1));

        await using var session = Store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Parcel>(key, CancellationToken.None);

        Assert.That(stream.Aggregate, Is.EqualTo(new Parcel("Ada", 1, May1)));
        Assert.That(stream.CurrentVersion, Is.EqualTo(3));
        Assert.That(stream.Events.Select(e => e.Data), Is.EqualTo((object[])[new ParcelPosted("Ada"), new ParcelMoved("Bonn"), new ParcelDelivered(May1)]));
        Assert.That(stream.Events.Select(e => e.EventTypeName), Is.EqualTo((string[])["parcel_posted", "parcel_moved", "parcel_delivered"]));
    }

    [Test]
    public async Task A_stream_that_does_not_exist_is_at_version_0_in_its_initial_state()
    {
        await using var session = Store.LightweightSession();
        var stream = await session.Events.FetchForWriting<Parcel>(NewKey(), CancellationToken.None);

        Assert.That((stream.Aggregate, stream.CurrentVersion), Is.EqualTo((Parcel.Unposted, 0L)));
        Assert.That(stream.Events, Is.Empty);
    }

    [Test]
    public async Task Many_streams_are_read_for_writing_at_once_also_those_that_do_not_exist()
    {
        var (posted, moved, missing) = (NewKey(), NewKey(), NewKey());
        await Log.Append(posted, new ParcelPosted("Ada"));
        await Log.Append(moved, new ParcelPosted("Grace"), new ParcelMoved("Bonn"));

        await using var session = Store.LightweightSession();
        var streams = await session.Events.FetchForWriting<Parcel>([moved, missing, posted, moved], CancellationToken.None);

        Assert.That(streams.Keys, Is.EquivalentTo((string[])[posted, moved, missing]));
        Assert.That(
            (streams[posted].CurrentVersion, streams[moved].CurrentVersion, streams[missing].CurrentVersion),
            Is.EqualTo((1L, 2L, 0L)));
        Assert.That(streams[moved].Aggregate, Is.EqualTo(new Parcel("Grace", 1, null)));
    }

    [Test]
    public async Task A_stream_folds_into_its_state()
    {
        var key = NewKey();
        await Log.Append(key, new ParcelPosted("Ada"), new ParcelMoved("Bonn"), new ParcelMoved("Köln"));

        await using var session = Store.LightweightSession();

        Assert.That(await session.Events.AggregateStreamAsync<Parcel>(key, CancellationToken.None), Is.EqualTo(new Parcel("Ada", 2, null)));
        Assert.That(await session.Events.AggregateStreamAsync<Parcel>(NewKey(), CancellationToken.None), Is.EqualTo(Parcel.Unposted));
    }

    [Test]
    public async Task An_unknown_event_type_is_named_with_its_position()
    {
        var key = NewKey();
        var position = await Log.Append(key, new ParcelPosted("Ada"));
        await Log.Run("update log.mt_events set type = 'parcel_lost' where seq_id = $1", position);

        await using var session = Store.LightweightSession();
        var error = await Assert.ThrowsAsync<UnknownEventTypeException>(() => session.Events.FetchStreamAsync(key, CancellationToken.None));

        Assert.That((error!.StoredName, error.Position), Is.EqualTo(("parcel_lost", position)));
    }

    [Test]
    public async Task An_event_whose_data_cannot_be_read_is_named_with_its_position()
    {
        var key = NewKey();
        var position = await Log.Append(key, new ParcelPosted("Ada"));
        await Log.Run("update log.mt_events set data = '{\"receiver\": {\"first\": \"Ada\"}}' where seq_id = $1", position);

        await using var session = Store.LightweightSession();
        var error = await Assert.ThrowsAsync<UnreadableEventException>(() => session.Events.FetchStreamAsync(key, CancellationToken.None));

        Assert.That((error!.StoredName, error.Position), Is.EqualTo(("parcel_posted", position)));
    }

    [Test]
    public void A_type_without_a_stored_name_is_a_mistake_of_the_program()
    {
        var session = Store.LightweightSession();
        session.Events.Append(NewKey(), "text");

        Assert.That(async () => await session.SaveChangesAsync(CancellationToken.None), Throws.InvalidOperationException.With.Message.Contains("MapEventType"));
    }

    [Test]
    public void A_stored_name_belongs_to_one_type() => Assert.That(
        () => Log.OpenAnother(options => options.MapEventType(typeof(ParcelMoved), "parcel_posted", ParcelJson.Default.ParcelMoved)),
        Throws.InvalidOperationException);
}
