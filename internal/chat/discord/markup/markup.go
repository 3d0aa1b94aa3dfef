// Package markup renders chat.Message and chat.Form as Discord's markdown, embeds, components and modals, within
// Discord's limits, and reads the custom ids of controls that it once made. It sends nothing.
package markup
