CREATE TABLE `server` (
	`id` integer PRIMARY KEY NOT NULL,
	`url` text NOT NULL,
	`started_at` text NOT NULL,
	CONSTRAINT "server_is_one" CHECK("server"."id" = 1)
);
