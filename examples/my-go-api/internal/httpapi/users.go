package httpapi

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// maxBody is more than any name needs, in bytes.
const maxBody = 1 << 16

// NewUser is what a client tells about a user.
type NewUser struct {
	Name string `json:"name" example:"Ada"`
}

// listUsers godoc
//
//	@Summary	Lists all users, oldest first
//	@Tags		users
//	@Produce	json
//	@Success	200	{array}	users.User
//	@Router		/users [get]
func (a *api) listUsers(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, a.users.All())
}

// findUser godoc
//
//	@Summary	Finds one user
//	@Tags		users
//	@Produce	json
//	@Param		id	path		int	true	"the user's id"
//	@Success	200	{object}	users.User
//	@Failure	404	{object}	Problem
//	@Router		/users/{id} [get]
func (a *api) findUser(w http.ResponseWriter, r *http.Request) {
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil {
		writeProblem(w, http.StatusNotFound, "a user's id is a number")
		return
	}
	user, found := a.users.Find(id)
	if !found {
		writeProblem(w, http.StatusNotFound, "there is no such user")
		return
	}
	writeJSON(w, http.StatusOK, user)
}

// registerUser godoc
//
//	@Summary	Registers a user
//	@Tags		users
//	@Accept		json
//	@Produce	json
//	@Param		user	body		NewUser	true	"who is registered"
//	@Success	201		{object}	users.User
//	@Failure	400		{object}	Problem
//	@Router		/users [post]
func (a *api) registerUser(w http.ResponseWriter, r *http.Request) {
	var given NewUser
	if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody)).Decode(&given); err != nil {
		writeProblem(w, http.StatusBadRequest, "the body is not the JSON of a user")
		return
	}
	user, err := a.users.Register(given.Name)
	if err != nil {
		writeProblem(w, http.StatusBadRequest, err.Error())
		return
	}
	writeJSON(w, http.StatusCreated, user)
}
