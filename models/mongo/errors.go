package mongo

import (
	"context"
	"errors"

	"go.mongodb.org/mongo-driver/v2/mongo"
	"go.mongodb.org/mongo-driver/v2/x/mongo/driver/topology"

	"crewcheck/models"
)

// awayCodes are the server's answers that say "not here, not now": no primary, shutting
// down, a majority that does not confirm, a full disk.
var awayCodes = []int{
	6, 7, 89, 91, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, // MongoDB's own list of retryable errors
	64, 79, 100, // write concern not met, unknown or unsatisfiable
	14031, // out of disk space
}

// translate turns a driver error into an error of the port.
func translate(ctx context.Context, err error) error {
	var own *models.Error
	switch {
	case err == nil || errors.As(err, &own):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	case isAway(err):
		return models.E("store.unavailable", "").Because(err)
	case mongo.IsDuplicateKeyError(err):
		return models.E("store.duplicate", "").Because(err)
	case errors.Is(err, mongo.ErrNoDocuments), errors.Is(err, mongo.ErrFileNotFound):
		return models.E("store.missing", "")
	}
	return err
}

// isAway tells whether the database did not answer, or did not confirm a write.
func isAway(err error) bool {
	if mongo.IsTimeout(err) || mongo.IsNetworkError(err) || errors.Is(err, mongo.ErrClientDisconnected) {
		return true
	}
	var selection topology.ServerSelectionError
	var connection topology.ConnectionError
	if errors.As(err, &selection) || errors.As(err, &connection) {
		return true
	}
	var write mongo.WriteException
	if errors.As(err, &write) && write.WriteConcernError != nil {
		return true
	}
	var server mongo.ServerError
	if !errors.As(err, &server) {
		return false
	}
	for _, code := range awayCodes {
		if server.HasErrorCode(code) {
			return true
		}
	}
	return server.HasErrorLabel("RetryableWriteError")
}
